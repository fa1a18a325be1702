import { randomUUID } from "node:crypto";
import { bucketOf, etagOf, type KeptPart, multipartEtag, uploadOf } from "./buckets.ts";
import { parseChecksumName } from "./checksums.ts";
import { checkWriteConditions } from "./conditions.ts";
import {
  checkKeyLength,
  checksumHeader,
  describe,
  type HandlerWorld,
  removeBlobs,
  storeBody,
} from "./object-handlers.ts";
import { readText } from "./read-text.ts";
import type { S3Answer } from "./s3-answer.ts";
import { S3Fault } from "./s3-fault.ts";
import { headerOf, type S3Request } from "./s3-request.ts";
import { element, readElement, readElements, xmlDocument } from "./xml.ts";

export function createMultipartUpload(request: S3Request, world: HandlerWorld): S3Answer {
  bucketOf(world.books, request.bucket);
  checkKeyLength(request.key);
  const algorithm = headerOf(request.message, "x-amz-checksum-algorithm");
  const uploadId = randomUUID();
  const { contentType, metadata, lastModified } = describe(request.message, world);
  world.books.uploads.set(uploadId, {
    uploadId,
    bucket: request.bucket,
    key: request.key,
    contentType,
    metadata,
    initiated: lastModified,
    parts: new Map(),
    ...(algorithm !== undefined && { checksumName: parseChecksumName(algorithm) }),
  });
  const inner = element("Bucket", request.bucket) + element("Key", request.key) + element("UploadId", uploadId);
  return { status: 200, body: xmlDocument("InitiateMultipartUploadResult", inner) };
}

export async function uploadPart(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  bucketOf(world.books, request.bucket);
  const uploadId = request.query.get("uploadId") ?? "";
  uploadOf(world.books, request.bucket, request.key, uploadId);
  const partNumber = Number(request.query.get("partNumber"));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000) {
    throw new S3Fault(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  }
  const { body, blob } = await storeBody(request.message, world);
  // Looked up again: an abort may have come in while the part streamed.
  const upload = world.books.uploads.get(uploadId);
  const checksumFits = upload?.checksumName === undefined || body.checksum?.name === upload.checksumName;
  if (upload === undefined || !checksumFits) {
    await world.blobs.remove(blob);
    if (upload === undefined) throw new S3Fault(404, "NoSuchUpload", "The specified upload does not exist.");
    throw new S3Fault(
      400,
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumName}`,
    );
  }
  const etag = etagOf(body);
  const before = upload.parts.get(partNumber);
  const lastModified = new Date(world.now());
  upload.parts.set(partNumber, {
    partNumber,
    etag,
    blob,
    lastModified,
    ...(body.checksum && { checksum: body.checksum }),
  });
  if (before !== undefined) await world.blobs.remove(before.blob);
  return { status: 200, headers: { etag, ...checksumHeader(body.checksum) } };
}

export async function completeMultipartUpload(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  const bucket = bucketOf(world.books, request.bucket);
  const xml = await readText(request.message, world);
  const upload = uploadOf(world.books, request.bucket, request.key, request.query.get("uploadId") ?? "");
  const parts = namedParts(xml, upload.parts, world.leastPartBytes);
  const before = bucket.get(request.key);
  checkWriteConditions(request.message, before);
  const etag = multipartEtag(parts);
  bucket.set(request.key, {
    key: request.key,
    bytes: parts.reduce((sum, part) => sum + part.blob.bytes, 0),
    etag,
    contentType: upload.contentType,
    metadata: upload.metadata,
    lastModified: new Date(world.now()),
    blobs: parts.map((part) => part.blob),
  });
  world.books.uploads.delete(upload.uploadId);
  for (const part of upload.parts.values()) if (!parts.includes(part)) await world.blobs.remove(part.blob);
  await removeBlobs(before, world);
  const inner =
    element("Location", request.rawPath) +
    element("Bucket", request.bucket) +
    element("Key", request.key) +
    element("ETag", etag);
  return { status: 200, body: xmlDocument("CompleteMultipartUploadResult", inner) };
}

export async function abortMultipartUpload(request: S3Request, world: HandlerWorld): Promise<S3Answer> {
  bucketOf(world.books, request.bucket);
  const upload = uploadOf(world.books, request.bucket, request.key, request.query.get("uploadId") ?? "");
  world.books.uploads.delete(upload.uploadId);
  for (const part of upload.parts.values()) await world.blobs.remove(part.blob);
  return { status: 204 };
}

export function listParts(request: S3Request, world: HandlerWorld): S3Answer {
  bucketOf(world.books, request.bucket);
  const upload = uploadOf(world.books, request.bucket, request.key, request.query.get("uploadId") ?? "");
  const rows = [...upload.parts.values()].toSorted((one, other) => one.partNumber - other.partNumber).map(renderPart);
  const head = element("Bucket", request.bucket) + element("Key", request.key) + element("UploadId", upload.uploadId);
  return {
    status: 200,
    body: xmlDocument("ListPartsResult", `${head}${element("IsTruncated", false)}${rows.join("")}`),
  };
}

export function listMultipartUploads(request: S3Request, world: HandlerWorld): S3Answer {
  bucketOf(world.books, request.bucket);
  const prefix = request.query.get("prefix") ?? "";
  const rows = [...world.books.uploads.values()]
    .filter((upload) => upload.bucket === request.bucket && upload.key.startsWith(prefix))
    .map((upload) => {
      const initiated = element("Initiated", upload.initiated.toISOString());
      return `<Upload>${element("Key", upload.key)}${element("UploadId", upload.uploadId)}${initiated}</Upload>`;
    });
  const head = element("Bucket", request.bucket) + element("IsTruncated", false);
  return { status: 200, body: xmlDocument("ListMultipartUploadsResult", head + rows.join("")) };
}

function renderPart(part: KeptPart): string {
  const size = element("Size", part.blob.bytes) + element("LastModified", part.lastModified.toISOString());
  return `<Part>${element("PartNumber", part.partNumber)}${element("ETag", part.etag)}${size}</Part>`;
}

/**
 * The parts that the client lists: ascending, each known by number, ETag and checksum, all but the last of the least
 * size.
 */
function namedParts(xml: string, kept: ReadonlyMap<number, KeptPart>, leastBytes: number): readonly KeptPart[] {
  const invalid = (): S3Fault =>
    new S3Fault(400, "InvalidPart", "One or more of the specified parts could not be found.");
  const listed = readElements(xml, "Part");
  if (listed.length === 0) throw new S3Fault(400, "MalformedXML", "The XML you provided was not well-formed.");
  let last = 0;
  const parts = listed.map((part) => {
    const partNumber = Number(readElement(part, "PartNumber"));
    if (!(partNumber > last))
      throw new S3Fault(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
    last = partNumber;
    const found = kept.get(partNumber);
    const etag = readElement(part, "ETag");
    if (found === undefined || (etag !== found.etag && `"${etag}"` !== found.etag)) throw invalid();
    const checksum = found.checksum && readElement(part, `Checksum${found.checksum.name.toUpperCase()}`);
    if (checksum !== undefined && checksum !== found.checksum?.base64) throw invalid();
    return found;
  });
  if (parts.slice(0, -1).some((part) => part.blob.bytes < leastBytes)) {
    throw new S3Fault(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  }
  return parts;
}
