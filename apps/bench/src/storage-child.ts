import { startS3StandIn } from "@hailuo-queue/testkit";
import { startPlainSink } from "./plain-sink.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface StorageInput {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

export interface StorageReady {
  readonly endpoint: string;
  readonly sinkUrl: string;
}

/**
 * Where bytes go: the S3 stand-in, which verifies and forgets them, and the plain sink of the peer, which only counts.
 */
await serveParent(async ({ bucket, ...keys }: StorageInput) => {
  const s3 = await startS3StandIn({ ...keys, buckets: [bucket], keep: "nothing" });
  const sink = await startPlainSink();
  return {
    ready: { endpoint: s3.endpoint, sinkUrl: sink.url } satisfies StorageReady,
    answers: { unfinishedUploads: async () => s3.multipartUploads().length },
    async close() {
      await s3.close();
      await sink.close();
    },
  };
});
