import type { HashingObjectStore } from "./hashing-store.ts";
import { assertObjectKey } from "./object-key.ts";
import type { S3StoreOptions } from "./s3-object-store.ts";

/**
 * A store on S3 that loads its client, of hundreds of modules, with the first call: most that open a store ask only
 * where it is.
 */
export function createS3StoreWhenUsed(options: S3StoreOptions): HashingObjectStore {
  const { bucket, prefix } = options;
  let opened: Promise<HashingObjectStore> | undefined;
  const open = (): Promise<HashingObjectStore> =>
    (opened ??= import("./s3-object-store.ts").then(({ createS3ObjectStore }) => createS3ObjectStore(options)));
  return {
    location: `s3://${bucket}/${prefix}`,
    uri(key) {
      assertObjectKey(key);
      return `s3://${bucket}/${prefix}${key}`;
    },
    put: async (key, body, how) => (await open()).put(key, body, how),
    putHashed: async (key, body, how) => (await open()).putHashed(key, body, how),
    head: async (key) => (await open()).head(key),
    get: async (key, range) => (await open()).get(key, range),
    link: async (key, expiresInSeconds) => (await open()).link(key, expiresInSeconds),
    keep: async (key, keptKey) => (await open()).keep(key, keptKey),
    delete: async (key) => (await open()).delete(key),
    check: async (signal) => (await open()).check(signal),
    close: async () => (await opened)?.close(),
  };
}
