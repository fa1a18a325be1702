export { createDirectoryObjectStore } from "./directory-object-store.ts";
export { folderFault } from "./own-folders.ts";
export { createInputReader, type InputReaderOptions } from "./input-reader.ts";
export { createMp4Check, type Mp4Check } from "./mp4/mp4-check.ts";
export { assertObjectKey } from "./object-key.ts";
export { type ObjectStoreOptions, openObjectStore } from "./open-object-store.ts";
export { type SafeDownload, safeDownload, type SafeDownloadOptions } from "./download/safe-download.ts";
export { tryDownloadRoad } from "./download/try-download-road.ts";
export { createVideoArchive, sidecarKey, type VideoArchiveOptions } from "./video-archive.ts";
