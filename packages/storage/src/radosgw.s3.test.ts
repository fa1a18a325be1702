import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { objectStoreConformance } from "@hailuo-queue/testkit/conformance";
import { createS3ObjectStore } from "./s3-object-store.ts";

// A real server: `pnpm s3:up` starts one, `. .cache/s3/env` names it. Its credentials come by the SDK's own chain.
const endpoint = process.env["HAILUO_TEST_S3_ENDPOINT"];
const bucket = process.env["HAILUO_TEST_S3_BUCKET"] ?? "hailuo-videos";

if (endpoint === undefined) {
  test.skip("not run: HAILUO_TEST_S3_ENDPOINT names no S3 server (pnpm s3:up; . .cache/s3/env)", () => undefined);
} else {
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
  const prefix = `test-${randomUUID()}/`;

  objectStoreConformance(`the S3 store on ${endpoint}`, async () => {
    const partBytes = 5 * 1024 * 1024;
    const store = createS3ObjectStore({ bucket, prefix, endpoint, partBytes });
    return {
      store,
      partBytes,
      leftovers: async () => (await listUploads(client, prefix)).map(({ key }) => key),
      async close() {
        for (const { key, uploadId } of await listUploads(client, prefix)) {
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
        }
        await store.close();
        client.destroy();
      },
    };
  });

  test("a missing bucket and a wrong secret are told apart, in sentences without the secret", async () => {
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from("x");
    };
    const missing = createS3ObjectStore({ bucket: `missing-${randomUUID()}`, prefix, endpoint });
    await expect(missing.put("a.mp4", body(), { contentType: "video/mp4" })).rejects.toMatchObject({
      code: "storage_no_bucket",
    });
    await expect(missing.check()).rejects.toThrow(/There is no bucket "missing-/);
    const accessKeyId = process.env["AWS_ACCESS_KEY_ID"] ?? "";
    const wrong = createS3ObjectStore({
      bucket,
      prefix,
      endpoint,
      credentials: { accessKeyId, secretAccessKey: "not-the-secret" },
    });
    const refusal = await wrong.check().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "UnavailableError", code: "storage_bad_credentials" });
    expect(String(refusal)).not.toMatch(/not-the-secret/);
    await missing.close();
    await wrong.close();
  });
}

async function listUploads(client: S3Client, prefix: string): Promise<readonly { key: string; uploadId: string }[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
  return Uploads.map(({ Key = "", UploadId = "" }) => ({ key: Key, uploadId: UploadId }));
}
