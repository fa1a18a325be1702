// Makes the bucket of HAILUO_OUT at S3_ENDPOINT unless it is there. For the S3 server of docker-compose.yml.
import { createRequire } from "node:module";

// The SDK is a dependency of the storage package only.
const require = createRequire(new URL("../../packages/storage/package.json", import.meta.url));
const { CreateBucketCommand, S3Client } = require("@aws-sdk/client-s3");

const THERE_ALREADY = new Set(["BucketAlreadyOwnedByYou", "BucketAlreadyExists"]);

const { HAILUO_OUT: out = "", S3_ENDPOINT: endpoint, S3_REGION: region = "us-east-1" } = process.env;
const bucket = /^s3:\/\/([^/]+)/.exec(out)?.[1];
if (bucket === undefined || !endpoint) {
  console.log("No bucket to make: HAILUO_OUT is not s3://…, or S3_ENDPOINT is not set.");
} else {
  const client = new S3Client({ endpoint, region, forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    console.log(`Bucket ${bucket} is made.`);
  } catch (error) {
    if (!THERE_ALREADY.has(error.name)) throw error;
    console.log(`Bucket ${bucket} is there.`);
  } finally {
    client.destroy();
  }
}
