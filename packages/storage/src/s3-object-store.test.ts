import { objectStoreConformance } from "@hailuo-queue/testkit/conformance";
import { startS3StandIn } from "@hailuo-queue/testkit";
import { createS3ObjectStore } from "./s3-object-store.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

objectStoreConformance("the S3 store on the strict stand-in", async () => {
  const standIn = await startS3StandIn({ ...credentials, buckets: ["videos"], refuseChunked: true });
  const partBytes = 5 * 1024 * 1024;
  const store = createS3ObjectStore({ bucket: "videos", prefix: "out/first/", endpoint: standIn.endpoint, credentials, partBytes });
  return {
    store,
    partBytes,
    leftovers: async () => standIn.multipartUploads().map(({ key }) => key),
    async close() {
      await store.close();
      await standIn.close();
    },
  };
});
