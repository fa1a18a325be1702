import { bucketOf, type KeptObject } from "./buckets.ts";
import { type HandlerWorld, removeBlobs } from "./object-handlers.ts";
import { readText } from "./read-text.ts";
import type { S3Answer } from "./s3-answer.ts";
import { S3Fault } from "./s3-fault.ts";
import type { S3Request } from "./s3-request.ts";
import { element, readElement, readElements, xmlDocument } from "./xml.ts";

export function createBucket(request: S3Request, world: HandlerWorld): S3Answer {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(request.bucket)) {
    throw new S3Fault(400, "InvalidBucketName", "The specified bucket is not valid.");
  }
  if (world.books.buckets.has(request.bucket)) {
    throw new S3Fault(
      409,
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
    );
  }
  world.books.buckets.set(request.bucket, new Map());
  return { status: 200, headers: { location: `/${request.bucket}` } };
}

export function headBucket(request: S3Request, world: HandlerWorld): S3Answer {
  bucketOf(world.books, request.bucket);
  return { status: 200 };
}

export function listBuckets(world: HandlerWorld): S3Answer {
  const rows = [...world.books.buckets.keys()].map((name) => `<Bucket>${element("Name", name)}</Bucket>`);
  return { status: 200, body: xmlDocument("ListAllMyBucketsResult", `<Buckets>${rows.join("")}</Buckets>`) };
}

export function listObjects(request: S3Request, world: HandlerWorld): S3Answer {
  const bucket = bucketOf(world.books, request.bucket);
  const { query } = request;
  if (query.get("list-type") !== "2")
    throw new S3Fault(501, "NotImplemented", "The stand-in lists by ListObjectsV2 only.");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = Math.min(Number(query.get("max-keys") ?? 1000), 1000);
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string): string => text;
  const rows: string[] = [];
  let lastEntry = "";
  let truncated = false;
  for (const key of [...bucket.keys()].toSorted(byBytes)) {
    if (!key.startsWith(prefix) || byBytes(key, after) <= 0) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut === -1 ? undefined : key.slice(0, cut + delimiter.length);
    if (common !== undefined && (common === lastEntry || common === after)) continue;
    if (rows.length === maxKeys) {
      truncated = true;
      break;
    }
    lastEntry = common ?? key;
    const object = bucket.get(key);
    if (common !== undefined) rows.push(`<CommonPrefixes>${element("Prefix", encode(common))}</CommonPrefixes>`);
    else if (object !== undefined) rows.push(renderRow(object, encode));
  }
  const head =
    element("Name", request.bucket) +
    element("Prefix", encode(prefix)) +
    element("KeyCount", rows.length) +
    element("MaxKeys", maxKeys) +
    element("IsTruncated", truncated) +
    element("NextContinuationToken", truncated ? lastEntry : undefined);
  return { status: 200, body: xmlDocument("ListBucketResult", head + rows.join("")) };
}

export async function deleteObjects(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  const bucket = bucketOf(world.books, request.bucket);
  const xml = await readText(request.message, world);
  const keys = readElements(xml, "Object").map((row) => readElement(row, "Key") ?? "");
  if (keys.length === 0 || keys.length > 1000)
    throw new S3Fault(400, "MalformedXML", "The XML you provided was not well-formed.");
  for (const key of keys) {
    const object = bucket.get(key);
    bucket.delete(key);
    await removeBlobs(object, world);
  }
  return {
    status: 200,
    body: xmlDocument("DeleteResult", keys.map((key) => `<Deleted>${element("Key", key)}</Deleted>`).join("")),
  };
}

function renderRow(object: KeptObject, encode: (text: string) => string): string {
  const modified = element("LastModified", object.lastModified.toISOString());
  return `<Contents>${element("Key", encode(object.key))}${modified}${element("ETag", object.etag)}${element("Size", object.bytes)}</Contents>`;
}

/** S3 lists in the order of the UTF-8 bytes, which is not JavaScript's. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
