import type { IncomingMessage } from "node:http";
import type { Blob, BlobStore } from "./blob-store.ts";
import { bucketOf, type Books, etagOf, type KeptObject } from "./buckets.ts";
import { checkCopyConditions, checkReadConditions, checkWriteConditions, readRange } from "./conditions.ts";
import { receiveBody, type ReceivedBody } from "./receive-body.ts";
import type { S3Answer } from "./s3-answer.ts";
import { S3Fault } from "./s3-fault.ts";
import { headerOf, type S3Request } from "./s3-request.ts";
import { element, xmlDocument } from "./xml.ts";

/** What every handler works with. */
export interface HandlerWorld {
  readonly books: Books;
  readonly blobs: BlobStore;
  readonly payloadHash: string;
  readonly refuseChunked: boolean;
  readonly leastPartBytes: number;
  readonly md5: boolean;
  readonly now: () => number;
}

export async function putObject(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  const bucket = bucketOf(world.books, request.bucket);
  checkKeyLength(request.key);
  const copied = headerOf(request.message, "x-amz-copy-source");
  if (copied !== undefined) return copyObject(request, copied, world);
  checkWriteConditions(request.message, bucket.get(request.key));
  const { body, blob } = await storeBody(request.message, world);
  // Asked again: another writer may have come in while the body streamed.
  const before = bucket.get(request.key);
  try {
    checkWriteConditions(request.message, before);
  } catch (error) {
    await world.blobs.remove(blob);
    throw error;
  }
  const etag = etagOf(body);
  bucket.set(request.key, {
    key: request.key,
    bytes: body.bytes,
    etag,
    ...describe(request.message, world),
    blobs: [blob],
  });
  await removeBlobs(before, world);
  return { status: 200, headers: { etag, ...checksumHeader(body.checksum) } };
}

/** CopyObject, of a whole object; its metadata goes with it. */
async function copyObject(request: S3Request, copySource: string, world: HandlerWorld): Promise<S3Answer> {
  const [sourceBucket = "", ...path] = copySource.replace(/^\//, "").split("/").map(decodeURIComponent);
  const source = bucketOf(world.books, sourceBucket).get(path.join("/"));
  if (source === undefined) throw new S3Fault(404, "NoSuchKey", "The specified key does not exist.");
  checkCopyConditions(request.message, source);
  const writer = await world.blobs.create();
  for await (const chunk of readBlobs(source.blobs, 0, source.bytes - 1, world)) await writer.write(chunk);
  const blob = await writer.finish();
  const bucket = bucketOf(world.books, request.bucket);
  const before = bucket.get(request.key);
  const lastModified = new Date(world.now());
  bucket.set(request.key, { ...source, key: request.key, lastModified, blobs: [blob] });
  await removeBlobs(before, world);
  const inner = element("LastModified", lastModified.toISOString()) + element("ETag", source.etag);
  return { status: 200, headers: { "content-type": "application/xml" }, body: xmlDocument("CopyObjectResult", inner) };
}

export function getObject(request: S3Request, world: HandlerWorld): S3Answer {
  const object = bucketOf(world.books, request.bucket).get(request.key);
  if (object === undefined) throw new S3Fault(404, "NoSuchKey", "The specified key does not exist.");
  const headers = {
    etag: object.etag,
    "content-type": object.contentType,
    "last-modified": object.lastModified.toUTCString(),
    "accept-ranges": "bytes",
    ...object.metadata,
  };
  if (checkReadConditions(request.message, object)) return { status: 304, headers };
  const range = readRange(request.message, object.bytes);
  const { first, last } = range ?? { first: 0, last: object.bytes - 1 };
  const sized = { ...headers, "content-length": String(last - first + 1) };
  const body = request.method === "HEAD" ? undefined : readBlobs(object.blobs, first, last, world);
  if (range === undefined) return { status: 200, headers: sized, ...(body && { body }) };
  return {
    status: 206,
    headers: { ...sized, "content-range": `bytes ${first}-${last}/${object.bytes}` },
    ...(body && { body }),
  };
}

export async function deleteObject(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  const bucket = bucketOf(world.books, request.bucket);
  const object = bucket.get(request.key);
  bucket.delete(request.key);
  await removeBlobs(object, world);
  return { status: 204 };
}

/** Streams a body into a blob; a body that breaks or lies leaves none. */
export async function storeBody(
  message: IncomingMessage,
  world: HandlerWorld,
): Promise<{ body: ReceivedBody; blob: Blob }> {
  const writer = await world.blobs.create();
  try {
    const { payloadHash, refuseChunked, md5 } = world;
    const body = await receiveBody(message, { payloadHash, refuseChunked, md5, write: (chunk) => writer.write(chunk) });
    return { body, blob: await writer.finish() };
  } catch (error) {
    await writer.drop();
    throw error;
  }
}

export async function removeBlobs(object: KeptObject | undefined, world: HandlerWorld): Promise<void> {
  for (const blob of object?.blobs ?? []) await world.blobs.remove(blob);
}

export function describe(
  message: IncomingMessage,
  world: HandlerWorld,
): Pick<KeptObject, "contentType" | "metadata" | "lastModified"> {
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(message.headers))
    if (name.startsWith("x-amz-meta-")) metadata[name] = headerOf(message, name) ?? "";
  return {
    contentType: headerOf(message, "content-type") ?? "binary/octet-stream",
    metadata,
    lastModified: new Date(world.now()),
  };
}

export function checkKeyLength(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new S3Fault(400, "KeyTooLongError", "Your key is too long");
}

export function checksumHeader(checksum: ReceivedBody["checksum"]): Record<string, string> {
  return checksum === undefined ? {} : { [`x-amz-checksum-${checksum.name}`]: checksum.base64 };
}

async function* readBlobs(
  blobs: readonly Blob[],
  first: number,
  last: number,
  world: HandlerWorld,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const blob of blobs) {
    const start = Math.max(first - offset, 0);
    const end = Math.min(last - offset, blob.bytes - 1);
    if (start <= end) yield* world.blobs.read(blob, start, end);
    offset += blob.bytes;
  }
}
