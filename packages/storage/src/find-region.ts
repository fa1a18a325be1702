import { createS3Client } from "./s3-client.ts";

const DEFAULT_REGION = "us-east-1";

/**
 * The region that the SDK finds for itself (AWS_REGION, the profile's), as it finds credentials; else the one that all
 * servers but AWS take.
 */
export async function findRegion(): Promise<string> {
  const finder = createS3Client({});
  try {
    return await finder.config.region();
  } catch {
    return DEFAULT_REGION;
  } finally {
    finder.destroy();
  }
}
