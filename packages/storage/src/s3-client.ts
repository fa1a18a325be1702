import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

/**
 * An S3Client that prints nothing about the version of Node. On Node 20 the SDK warns in every process that its
 * versions of 2027 will want Node 22; ours is pinned, and `hailuo` itself says which Node is recommended. All that Node
 * 20 costs us stands here.
 */
export function createS3Client(config: S3ClientConfig): S3Client {
  // oxlint-disable-next-line node/no-process-env -- the SDK takes it from nowhere else
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return new S3Client(config);
}
