import { type S3StandIn, startS3StandIn } from "@hailuo-queue/testkit";
import { serveParent } from "./processes/serve-parent.ts";

export interface StorageInput {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  /** `nothing` verifies bodies and forgets them. */
  readonly keep: "disk" | "nothing";
  readonly directory: string;
}

export interface StorageReady {
  readonly endpoint: string;
  readonly port: number;
}

export interface StoredKey {
  readonly key: string;
  readonly bytes: number;
}

const WRITES = ["PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"];

await serveParent(async ({ bucket, ...options }: StorageInput) => {
  const server: S3StandIn = await startS3StandIn({ ...options, buckets: [bucket] });
  return {
    ready: { endpoint: server.endpoint, port: Number(new URL(server.endpoint).port) } satisfies StorageReady,
    answers: {
      objects: async (): Promise<readonly StoredKey[]> => server.objects().map(({ key, bytes }) => ({ key, bytes })),
      unfinishedUploads: async (): Promise<readonly string[]> =>
        server.multipartUploads().map(({ key, parts }) => `${key} (${parts} parts)`),
      /** `true`: as MinIO answers on a full disk; what is stored can be read and deleted. */
      fill: async (isFull: boolean): Promise<void> =>
        server.faults.refuseAll(isFull ? { status: 507, code: "XMinioStorageFull", operations: WRITES } : undefined),
    },
    close: () => server.close(),
  };
});
