import { type S3StandIn, startS3StandIn } from "@hailuo-queue/testkit";
import type { ObjectStore } from "@hailuo-queue/contracts";
import { openObjectStore } from "@hailuo-queue/storage";
import type { Stand } from "./open-stand.ts";
import type { ReadObject } from "./stored-videos.ts";

const BUCKET = "videos";

export interface SharedStorage {
  readonly server: S3StandIn;
  readonly read: ReadObject;
  /** Keys of videos and sidecars; a batch's own reports come a moment after its end. */
  keys(): readonly string[];
  remove(key: string): Promise<void>;
}

/**
 * Starts an S3 server for a stand, and gives it to all processes with credentials as AWS users have them: in the
 * environment.
 */
export async function shareStorage(
  stand: Stand,
  { port = 0 }: { readonly port?: number } = {},
): Promise<SharedStorage> {
  const keys = { accessKeyId: "e2e", secretAccessKey: "e2e-secret-e2e-secret" };
  const server = await startS3StandIn({ ...keys, buckets: [BUCKET], directory: stand.directory, port });
  stand.defer(() => server.close());
  Object.assign(stand.env, {
    HAILUO_OUT: `s3://${BUCKET}`,
    S3_ENDPOINT: server.endpoint,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  });
  async function withStore<Value>(work: (store: ObjectStore) => Promise<Value>): Promise<Value> {
    const store = openObjectStore(`s3://${BUCKET}`, {
      endpoint: server.endpoint,
      region: "us-east-1",
      credentials: keys,
    });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  return {
    server,
    read: (key) =>
      withStore(async (store) => {
        const body = await store.get(key);
        if (body === undefined) throw new Error(`There is no object ${key}`);
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return Buffer.concat(chunks);
      }),
    keys: () =>
      server
        .objects()
        .map(({ key }) => key)
        .filter((key) => !key.endsWith(".jsonl")),
    remove: (key) => withStore((store) => store.delete(key)),
  };
}
