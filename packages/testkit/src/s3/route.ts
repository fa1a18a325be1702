import { createBucket, deleteObjects, headBucket, listBuckets, listObjects } from "./bucket-handlers.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from "./multipart-handlers.ts";
import { deleteObject, getObject, type HandlerWorld, putObject } from "./object-handlers.ts";
import type { S3Answer } from "./s3-answer.ts";
import { S3Fault } from "./s3-fault.ts";
import type { S3Request } from "./s3-request.ts";

type Handler = (request: S3Request, world: HandlerWorld) => S3Answer | Promise<S3Answer>;

export interface Route {
  /** S3's own name of the operation. */
  readonly operation: string;
  readonly handle: Handler;
}

interface RouteRow extends Route {
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** The query field that makes it this operation. */
  readonly field?: string;
}

const ROWS: readonly RouteRow[] = [
  { method: "GET", on: "service", operation: "ListBuckets", handle: (_request, world) => listBuckets(world) },
  { method: "PUT", on: "bucket", operation: "CreateBucket", handle: createBucket },
  { method: "HEAD", on: "bucket", operation: "HeadBucket", handle: headBucket },
  { method: "GET", on: "bucket", field: "uploads", operation: "ListMultipartUploads", handle: listMultipartUploads },
  { method: "GET", on: "bucket", field: "list-type", operation: "ListObjectsV2", handle: listObjects },
  { method: "POST", on: "bucket", field: "delete", operation: "DeleteObjects", handle: deleteObjects },
  { method: "PUT", on: "object", field: "partNumber", operation: "UploadPart", handle: uploadPart },
  { method: "PUT", on: "object", operation: "PutObject", handle: putObject },
  { method: "POST", on: "object", field: "uploads", operation: "CreateMultipartUpload", handle: createMultipartUpload },
  {
    method: "POST",
    on: "object",
    field: "uploadId",
    operation: "CompleteMultipartUpload",
    handle: completeMultipartUpload,
  },
  { method: "GET", on: "object", field: "uploadId", operation: "ListParts", handle: listParts },
  { method: "GET", on: "object", operation: "GetObject", handle: getObject },
  { method: "HEAD", on: "object", operation: "HeadObject", handle: getObject },
  {
    method: "DELETE",
    on: "object",
    field: "uploadId",
    operation: "AbortMultipartUpload",
    handle: abortMultipartUpload,
  },
  { method: "DELETE", on: "object", operation: "DeleteObject", handle: deleteObject },
];

/**
 * Query fields that stand for operations the stand-in does not know: answering them as a plain read or write would lie.
 */
const UNKNOWN_FIELDS = [
  "acl",
  "tagging",
  "versioning",
  "lifecycle",
  "policy",
  "cors",
  "versions",
  "versionId",
  "attributes",
  "location",
];

export function findRoute(request: S3Request): Route {
  const on = request.bucket === "" ? "service" : request.key === "" ? "bucket" : "object";
  const unknown = UNKNOWN_FIELDS.find((field) => request.query.has(field));
  const found = ROWS.find(
    (row) =>
      row.method === request.method && row.on === on && (row.field === undefined || request.query.has(row.field)),
  );
  if (found === undefined || unknown !== undefined) {
    throw new S3Fault(
      501,
      "NotImplemented",
      `The stand-in does not know ${request.method} ${request.rawPath} ${unknown ?? ""}`,
    );
  }
  return found;
}
