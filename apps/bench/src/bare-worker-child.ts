import { Worker } from "bullmq";
import { serveParent } from "./processes/serve-parent.ts";

/** The peer of an idle worker: Node with one BullMQ worker that never gets a job, and nothing else. */
await serveParent(async ({ redisUrl }: { readonly redisUrl: string }) => {
  const { hostname, port, password } = new URL(redisUrl);
  const connection = { host: hostname, port: Number(port), password, maxRetriesPerRequest: null };
  const worker = new Worker("idle", async () => undefined, { connection, prefix: "{bare}" });
  await worker.waitUntilReady();
  return { ready: true, close: () => worker.close() };
});
