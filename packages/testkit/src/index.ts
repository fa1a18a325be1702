export { imageFile, type ImageFileOptions } from "./image-file.ts";
export { createMemoryInputBooks, type MemoryInputBooks } from "./memory-input-books.ts";
export { createMemoryObjectStore, type MemoryObjectStore } from "./memory-object-store.ts";
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "./store/memory-store.ts";
export type { S3Faults } from "./s3/faults.ts";
export {
  type S3StandIn,
  type S3StandInOptions,
  type StandInObject,
  type StandInRequest,
  type StandInUpload,
  startS3StandIn,
} from "./s3/s3-stand-in.ts";
export { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "./stage-stand-ins.ts";
export { type Proxy, type ProxyBehaviour, type ProxyOptions, startProxy } from "./start-proxy.ts";
export { type RedisFront, type RedisFrontKind, type RedisFrontOptions, startRedisFront } from "./redis/redis-front.ts";
export { UNKNOWN_AUTHORITY } from "./unknown-authority.ts";
