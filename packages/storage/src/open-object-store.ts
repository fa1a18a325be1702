import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidInputError, type ObjectStore } from "@hailuo-queue/contracts";
import { createDirectoryObjectStore } from "./directory-object-store.ts";
import { objectKeyFault } from "./object-key.ts";
import type { S3StoreOptions } from "./s3-object-store.ts";
import { createS3StoreWhenUsed } from "./s3-when-used.ts";

/** How an S3 store is reached; a directory needs none of it. */
export type ObjectStoreOptions = Omit<S3StoreOptions, "bucket" | "prefix">;

/**
 * A store for `s3://bucket/prefix`, a directory's path or a `file://` URL. Opens no connection and makes no folder yet:
 * `check()` does.
 * @throws InvalidInputError (`bad_storage_target`) for anything else.
 */
export function openObjectStore(target: string, options: ObjectStoreOptions = {}): ObjectStore {
  if (/^s3:/i.test(target)) return createS3StoreWhenUsed({ ...options, ...parseS3Target(target) });
  if (/^file:/i.test(target)) return createDirectoryObjectStore(parseFileUrl(target));
  // One letter is a drive of Windows.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(target))
    throw badTarget(`"${target.split("://")[0]}://" is not a kind of storage`);
  if (target.trim() === "" || target.includes("\0")) throw badTarget("it is empty or has a NUL character");
  return createDirectoryObjectStore(resolve(target));
}

function parseS3Target(target: string): { bucket: string; prefix: string } {
  const rest = /^s3:\/\/(.*)$/i.exec(target)?.[1];
  if (rest === undefined) throw badTarget("an S3 target starts with s3://");
  const slash = rest.indexOf("/");
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  // Only before the first slash: a prefix may hold one.
  if (bucket.includes("@"))
    throw badTarget("it must not contain credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i.test(bucket)) throw badTarget(`"${bucket}" is not a bucket's name`);
  const prefix = slash === -1 ? "" : rest.slice(slash + 1).replace(/\/+$/, "");
  if (prefix === "") return { bucket, prefix: "" };
  const fault = objectKeyFault(prefix);
  if (fault !== undefined) throw badTarget(`the prefix "${prefix}" cannot be used: ${fault}`);
  return { bucket, prefix: `${prefix}/` };
}

function parseFileUrl(target: string): string {
  try {
    return fileURLToPath(target);
  } catch (error) {
    throw badTarget("it is not a usable file:// URL", error);
  }
}

function badTarget(reason: string, cause?: unknown): InvalidInputError {
  const sentence =
    `The storage target cannot be used: ${reason}. Give a directory (./videos), ` +
    "file:///a/directory or s3://bucket/prefix (HAILUO_OUT, --out).";
  return new InvalidInputError("bad_storage_target", sentence, { cause });
}
