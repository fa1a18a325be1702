import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

export interface BareChainOptions {
  readonly redisUrl: string;
  readonly generations: number;
  readonly prompt: string;
  readonly concurrency: number;
}

/**
 * The peer: three BullMQ queues, add -> process -> add, no records, no limits. Returns generations a second, enqueueing
 * included.
 */
export async function runBareChain(options: BareChainOptions): Promise<{ readonly seconds: number }> {
  const connection = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
  const shared = { connection, prefix: "{bare}", streams: { events: { maxLen: 1000 } } };
  const jobOptions = { removeOnComplete: { age: 3600, count: 1000 } };
  const [create, poll, download] = ["create", "poll", "download"].map(
    (name) => new Queue(name, { ...shared, defaultJobOptions: jobOptions }),
  ) as [Queue, Queue, Queue];
  let finished = 0;
  let allFinished: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allFinished = resolve;
  });
  const workers = [
    new Worker("create", async (job) => void (await poll.add("poll", job.data, { jobId: `poll.${job.id}` })), {
      ...shared,
      concurrency: options.concurrency,
    }),
    new Worker(
      "poll",
      async (job) => void (await download.add("download", job.data, { jobId: `download.${job.id}` })),
      {
        ...shared,
        concurrency: options.concurrency,
      },
    ),
    new Worker(
      "download",
      async () => {
        finished += 1;
        if (finished === options.generations) allFinished();
      },
      { ...shared, concurrency: options.concurrency },
    ),
  ];
  const startedAt = performance.now();
  for (let at = 0; at < options.generations; at += 1000) {
    const count = Math.min(1000, options.generations - at);
    await create.addBulk(
      Array.from({ length: count }, (_, number) => ({
        name: "create",
        data: { prompt: options.prompt },
        opts: { jobId: `create.${at + number}` },
      })),
    );
  }
  await done;
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all([create, poll, download].map((queue) => queue.close()));
  await connection.quit();
  return { seconds };
}
