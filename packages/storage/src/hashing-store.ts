import { createHash } from "node:crypto";
import type { ObjectStore, PutOptions, StoredObject } from "@hailuo-queue/contracts";
import { createPumpedBody, pumpOf, type TakeChunk } from "./pumped-body.ts";

/** A stored object with the hash of what was sent. */
export interface HashedObject extends StoredObject {
  /** Hexadecimal, of the bytes that were stored. */
  readonly sha256: string;
}

/** A store that hashes what it stores, beside the thread that moves the bytes. */
export interface HashingObjectStore extends ObjectStore {
  putHashed(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<HashedObject>;
}

/** Puts by the store's own hash where it has one, else hashes on the way. */
export async function putHashed(
  store: ObjectStore | HashingObjectStore,
  key: string,
  body: AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<HashedObject> {
  if ("putHashed" in store) return store.putHashed(key, body, options);
  const hash = createHash("sha256");
  const hashed = createPumpedBody((take, signal) => {
    const takeOne: TakeChunk = (chunk) => {
      hash.update(chunk);
      return take(chunk);
    };
    return pumpOf(body)(takeOne, signal);
  });
  const stored = await store.put(key, hashed, options);
  return { ...stored, sha256: hash.digest("hex") };
}
