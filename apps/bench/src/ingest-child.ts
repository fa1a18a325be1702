import { parseGenerationRequest } from "@hailuo-queue/contracts";
import { openProducer } from "@hailuo-queue/producer";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { setTimeout as delay } from "node:timers/promises";
import { numberedPrompts } from "./measure/numbered-prompts.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface IngestInput {
  readonly which: "ours" | "bare";
  readonly redisUrl: string;
  readonly prompts: number;
  readonly promptCharacters: number;
}

export interface IngestRun {
  readonly seconds: number;
  /** Of this process: its most while at work, less what it had before. */
  readonly rssGrowthBytes: number;
  readonly redisBytes: number;
}

/** As the command sends its lines: what a client holds at once is what its memory grows by. */
const OUR_CHUNK = 100;
/** Calls under way while the next items are made ready, as the command has them. */
const OUR_CALLS = 4;
/** What BullMQ's own pages advise at most, and where it is fastest. */
const BARE_CHUNK = 1000;
const SAMPLE_MS = 20;

await serveParent(async (input: IngestInput) => ({
  ready: true,
  answers: { run: () => ingest(input) },
  close: async () => undefined,
}));

async function ingest(input: IngestInput): Promise<IngestRun> {
  const redis = new Redis(input.redisUrl, { maxRetriesPerRequest: null });
  const enqueue = input.which === "ours" ? await openOurs(input.redisUrl) : openBare(input.redisUrl);
  const redisBefore = await usedBytes(redis);
  const rssBefore = process.memoryUsage.rss();
  const stop = new AbortController();
  const peak = watchPeak(stop.signal);
  const startedAt = performance.now();
  await enqueue.all(numberedPrompts(input));
  const seconds = (performance.now() - startedAt) / 1000;
  stop.abort();
  const rssGrowthBytes = Math.max(0, (await peak) - rssBefore);
  const redisBytes = (await usedBytes(redis)) - redisBefore;
  await enqueue.close();
  await redis.quit();
  return { seconds, rssGrowthBytes, redisBytes };
}

interface Enqueue {
  all(prompts: Iterable<string>): Promise<void>;
  close(): Promise<void>;
}

/** Validated, recorded, idempotent, in a batch that starts when it is sealed. */
async function openOurs(redisUrl: string): Promise<Enqueue> {
  const producer = await openProducer({ redisUrl });
  return {
    async all(prompts) {
      const { batchId } = await producer.openBatch();
      const underWay: Promise<unknown>[] = [];
      let index = 0;
      for (const chunk of chunksOf(prompts, OUR_CHUNK)) {
        const items = chunk.map((prompt) => ({ index: index++, request: { model: MODEL, prompt } }));
        underWay.push(producer.addItems(batchId, items));
        if (underWay.length > OUR_CALLS) await underWay.shift();
      }
      await Promise.all(underWay);
      await producer.sealBatch(batchId, { total: index });
    },
    close: producer.close,
  };
}

/** The same payload, whole as it is recorded by ours, as a job each; nothing is checked but its shape is known. */
function openBare(redisUrl: string): Enqueue {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue("create", { connection, prefix: "{bare}" });
  const parsed = parseGenerationRequest({ model: MODEL, prompt: "x" });
  if (!parsed.ok) throw new Error("unreachable: the request is a good one");
  return {
    async all(prompts) {
      for (const chunk of chunksOf(prompts, BARE_CHUNK))
        await queue.addBulk(chunk.map((prompt) => ({ name: "create", data: { ...parsed.request, prompt } })));
    },
    async close() {
      await queue.close();
      await connection.quit();
    },
  };
}

const MODEL = "MiniMax-Hailuo-2.3";

function* chunksOf(prompts: Iterable<string>, size: number): Generator<readonly string[]> {
  let chunk: string[] = [];
  for (const prompt of prompts) {
    chunk.push(prompt);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function watchPeak(signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    peak = Math.max(peak, process.memoryUsage.rss());
    await delay(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
  return Math.max(peak, process.memoryUsage.rss());
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1] ?? 0);
}
