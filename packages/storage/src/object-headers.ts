import { optional } from "@hailuo-queue/contracts";
import { createHash } from "node:crypto";
import type { ChecksumAlgorithm, S3Client, ServerSideEncryption } from "@aws-sdk/client-s3";

/**
 * What a server verifies each object by: `none`, a checksum of S3's, or `md5`, the header Content-MD5 of older servers.
 */
export const S3_CHECKSUMS = ["none", "crc32", "crc32c", "sha1", "sha256", "md5"] as const;
/** A checksum of S3_CHECKSUMS. */
export type S3Checksum = (typeof S3_CHECKSUMS)[number];

/** How a server encrypts objects: with keys of its own, or with one of its key service, once or twice. */
export const S3_ENCRYPTIONS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;
/** A way of S3_ENCRYPTIONS. */
export type S3Encryption = (typeof S3_ENCRYPTIONS)[number];

/** What each object of a bucket is sent with. */
export interface ObjectHeaders {
  readonly checksum?: S3Checksum | undefined;
  readonly encryption?: S3Encryption | undefined;
  /** Id or ARN of a key of the server's key service; default its own for S3. */
  readonly kmsKeyId?: string | undefined;
}

/** What a PutObject and a CreateMultipartUpload say of the object. */
export interface ObjectFields {
  readonly ChecksumAlgorithm?: ChecksumAlgorithm;
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
}

/** The same as fields of the SDK's commands. */
export function objectFields({ checksum = "none", encryption, kmsKeyId }: ObjectHeaders): ObjectFields {
  const algorithm =
    checksum === "none" || checksum === "md5" ? undefined : (checksum.toUpperCase() as ChecksumAlgorithm);
  // A key alone means the key service: without the header a server would ignore it, and encrypt with another one.
  const how = encryption ?? (kmsKeyId === undefined ? undefined : "aws:kms");
  return {
    ...optional({ ChecksumAlgorithm: algorithm, ServerSideEncryption: how, SSEKMSKeyId: kmsKeyId }),
  };
}

const WITH_BODIES = new Set(["PutObjectCommand", "UploadPartCommand", "CreateMultipartUploadCommand"]);

/** Bodies are whole in memory, parts of 8 MiB at most. */
export function sendContentMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (WITH_BODIES.has(String(context["commandName"]))) {
        const { headers, body } = args.request as { headers: Record<string, string>; body?: Uint8Array | string };
        headers["content-md5"] = createHash("md5")
          .update(body ?? "")
          .digest("base64");
      }
      return next(args);
    },
    { step: "build", name: "hailuoContentMd5" },
  );
}
