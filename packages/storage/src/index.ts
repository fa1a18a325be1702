export { createDirectoryObjectStore } from "./directory-object-store.ts";
export { createInputReader, type InputReaderOptions } from "./input-reader.ts";
export { createMp4Check, type Mp4Check } from "./mp4-check.ts";
export { assertObjectKey } from "./object-key.ts";
export { type ObjectStoreOptions, openObjectStore } from "./open-object-store.ts";
export { createS3Client } from "./s3-client.ts";
export { createS3ObjectStore, type S3StoreOptions } from "./s3-object-store.ts";
export { type SafeDownload, safeDownload, type SafeDownloadOptions } from "./safe-download.ts";
export { createVideoArchive, type VideoArchiveOptions } from "./video-archive.ts";
