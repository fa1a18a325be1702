import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createS3Client } from "@hailuo-queue/storage/s3-client";
import type { StorageInput } from "./storage-child.ts";

const VALID_SECONDS = 3600;

/**
 * A link for each name to which anyone may PUT that object: so a plain stream pipeline can copy into the same S3 server
 * as the SDK.
 */
export async function signUploads(
  endpoint: string,
  { bucket, accessKeyId, secretAccessKey }: StorageInput,
  names: readonly string[],
): Promise<readonly string[]> {
  const client = createS3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  try {
    const sign = (name: string): Promise<string> =>
      getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: name }), { expiresIn: VALID_SECONDS });
    return await Promise.all(names.map(sign));
  } finally {
    client.destroy();
  }
}
