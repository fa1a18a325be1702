// Makes a bucket at S3_ENDPOINT with the credentials of the environment, and has it give up unfinished uploads after a
// day.
import { createRequire } from "node:module";
import { createS3Client } from "../../packages/storage/dist/s3-client.js";

// The SDK is a dependency of the storage package only.
const require = createRequire(new URL("../../packages/storage/package.json", import.meta.url));
const { CreateBucketCommand, PutBucketLifecycleConfigurationCommand } = require("@aws-sdk/client-s3");

const [bucket] = process.argv.slice(2);
const client = createS3Client({
  endpoint: process.env.S3_ENDPOINT,
  region: process.env.S3_REGION,
  forcePathStyle: true,
});
await client.send(new CreateBucketCommand({ Bucket: bucket }));
const rule = {
  ID: "unfinished",
  Status: "Enabled",
  Filter: { Prefix: "" },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
};
await client.send(
  new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules: [rule] } }),
);
client.destroy();
