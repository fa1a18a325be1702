import type { IncomingMessage } from "node:http";
import type { KeptObject } from "./buckets.ts";
import { S3Fault } from "./s3-fault.ts";
import { headerOf } from "./s3-request.ts";

const failed = (): S3Fault =>
  new S3Fault(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

/** `If-None-Match: *` and `If-Match: "etag"` on PutObject and CompleteMultipartUpload. */
export function checkWriteConditions(message: IncomingMessage, present: KeptObject | undefined): void {
  const noneMatch = headerOf(message, "if-none-match");
  if (noneMatch !== undefined) {
    if (noneMatch !== "*") throw new S3Fault(501, "NotImplemented", "If-None-Match on a write must be *.");
    if (present !== undefined) throw failed();
  }
  const match = headerOf(message, "if-match");
  if (match === undefined) return;
  if (present === undefined) throw new S3Fault(404, "NoSuchKey", "The specified key does not exist.");
  if (!sameEtag(match, present.etag)) throw failed();
}

/** True when the answer to a read is 304. */
export function checkReadConditions(message: IncomingMessage, present: KeptObject): boolean {
  const match = headerOf(message, "if-match");
  if (match !== undefined && !sameEtag(match, present.etag)) throw failed();
  const noneMatch = headerOf(message, "if-none-match");
  return noneMatch !== undefined && sameEtag(noneMatch, present.etag);
}

/** `x-amz-copy-source-if-match` on CopyObject. */
export function checkCopyConditions(message: IncomingMessage, source: KeptObject): void {
  const match = headerOf(message, "x-amz-copy-source-if-match");
  if (match !== undefined && !sameEtag(match, source.etag)) throw failed();
}

/** First and last byte asked for; undefined for all of it. */
export function readRange(message: IncomingMessage, bytes: number): { first: number; last: number } | undefined {
  const header = headerOf(message, "range");
  const parts = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (parts === null || (parts[1] === "" && parts[2] === "")) return undefined;
  const first = parts[1] === "" ? Math.max(0, bytes - Number(parts[2])) : Number(parts[1]);
  const last = parts[1] === "" || parts[2] === "" ? bytes - 1 : Math.min(Number(parts[2]), bytes - 1);
  if (first >= bytes || first > last) throw new S3Fault(416, "InvalidRange", "The requested range is not satisfiable");
  return { first, last };
}

function sameEtag(asked: string, etag: string): boolean {
  return asked === "*" || asked === etag || `"${asked}"` === etag;
}
