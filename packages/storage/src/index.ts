export { createDirectoryObjectStore } from "./directory-object-store.ts";
export { createInputImages, type InputImagesOptions, type NewInputImage, storeInputImage } from "./input-images.ts";
export { createMp4Check, type Mp4Check } from "./mp4-check.ts";
export { assertObjectKey } from "./object-key.ts";
export { type ObjectStoreOptions, openObjectStore } from "./open-object-store.ts";
export { createS3ObjectStore, type S3StoreOptions } from "./s3-object-store.ts";
export { type SafeDownload, safeDownload, type SafeDownloadOptions } from "./safe-download.ts";
export { createVideoArchive, type VideoArchiveOptions } from "./video-archive.ts";
