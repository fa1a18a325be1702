import type { IncomingMessage } from "node:http";
import { S3Fault } from "./s3-fault.ts";
import { headerOf } from "./s3-request.ts";

/**
 * What a bucket's rules may ask of each object: a checksum (object lock), a word on encryption, a signature over the
 * bytes.
 */
export type S3Demand = "checksum" | "encryption" | "signed payload";

/** Refuses a request that brings an object without what is asked for, in the words of AWS. */
export function refuseWithout(demands: readonly S3Demand[], operation: string, message: IncomingMessage): void {
  if (operation !== "PutObject" && operation !== "CreateMultipartUpload" && operation !== "UploadPart") return;
  const hasChecksum = Object.keys(message.headers).some(
    (name) => name === "content-md5" || name.startsWith("x-amz-checksum-"),
  );
  if (demands.includes("checksum") && !hasChecksum) {
    const sentence =
      "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters";
    throw new S3Fault(400, "InvalidRequest", sentence);
  }
  const encrypts = headerOf(message, "x-amz-server-side-encryption") !== undefined;
  if (demands.includes("encryption") && operation !== "UploadPart" && !encrypts) {
    throw new S3Fault(403, "AccessDenied", "Access Denied by an explicit deny in a resource-based policy");
  }
  const isUnsigned = headerOf(message, "x-amz-content-sha256") === "UNSIGNED-PAYLOAD";
  if (demands.includes("signed payload") && isUnsigned) throw new S3Fault(403, "AccessDenied", "Access Denied");
}
