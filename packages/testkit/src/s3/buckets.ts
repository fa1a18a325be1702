import { createHash, randomBytes } from "node:crypto";
import type { Blob } from "./blob-store.ts";
import type { ChecksumName } from "./checksums.ts";
import type { ReceivedBody } from "./receive-body.ts";
import { S3Fault } from "./s3-fault.ts";

export interface KeptObject {
  readonly key: string;
  readonly bytes: number;
  /** With its quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  readonly blobs: readonly Blob[];
}

export interface KeptPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly blob: Blob;
  readonly checksum?: ReceivedBody["checksum"];
  readonly lastModified: Date;
}

export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksumName?: ChecksumName;
  readonly initiated: Date;
  readonly parts: Map<number, KeptPart>;
}

/** All that the stand-in knows; a plain value that the handlers change. */
export interface Books {
  readonly buckets: Map<string, Map<string, KeptObject>>;
  readonly uploads: Map<string, MultipartUpload>;
}

export function bucketOf(books: Books, name: string): Map<string, KeptObject> {
  const bucket = books.buckets.get(name);
  if (bucket === undefined) throw new S3Fault(404, "NoSuchBucket", "The specified bucket does not exist");
  return bucket;
}

export function uploadOf(books: Books, bucket: string, key: string, uploadId: string): MultipartUpload {
  const upload = books.uploads.get(uploadId);
  if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
    throw new S3Fault(
      404,
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or it may have been aborted or completed.",
    );
  }
  return upload;
}

/** The MD5 when it was computed, else something that is only unique: S3 promises no more for encrypted objects. */
export function etagOf(body: ReceivedBody): string {
  return `"${body.md5Hex ?? randomBytes(16).toString("hex")}"`;
}

export function multipartEtag(parts: readonly KeptPart[]): string {
  const digest = createHash("md5");
  for (const part of parts) digest.update(Buffer.from(part.etag.slice(1, -1), "hex"));
  return `"${digest.digest("hex")}-${parts.length}"`;
}
