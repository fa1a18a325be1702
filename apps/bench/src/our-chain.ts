import { createCallBudget, createRedisAdmission } from "@hailuo-queue/admission";
import { DEFAULT_ACCOUNT, type PipelineReporter, STAGES } from "@hailuo-queue/contracts";
import { createRedisLedger, createRedisTaskTimes } from "@hailuo-queue/ledger";
import { createPipeline, createPollSchedule, DEFAULT_SETTINGS, runDispatcher } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, createKeys, openRedis } from "@hailuo-queue/redis";
import { createInstantWorld } from "./instant-provider.ts";

export interface OurChainOptions {
  readonly redisUrl: string;
  readonly generations: number;
  readonly prompt: string;
  readonly concurrency: number;
  readonly maxInFlight: number;
}

/** The whole chain of the product in one process, over an instant provider and storage. Enqueueing included. */
export async function runOurChain(
  options: OurChainOptions,
): Promise<{ readonly seconds: number; readonly sold: number; readonly stored: number }> {
  const { redisUrl, concurrency } = options;
  const keys = createKeys("ours");
  const redis = await openRedis(redisUrl, { role: "worker" });
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  const queue = await openStageQueue({ redisUrl, keys });
  const ledger = createRedisLedger({ redis, keys });
  const windows = { create: [{ limit: 1_000_000_000, windowMs: 60_000 }], query: [], files: [] };
  const accounts = [{ name: DEFAULT_ACCOUNT, maxInFlight: options.maxInFlight, windows }];
  const admission = createRedisAdmission({ redis, blockingRedis, keys, accounts });
  const world = createInstantWorld();
  let finished = 0;
  let allFinished: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allFinished = resolve;
  });
  const ignore = (): void => undefined;
  const reporter: PipelineReporter = {
    taskAccepted: ignore,
    oddity: ignore,
    providerRefused: ignore,
    accountRefused: ignore,
    mended: ignore,
    ended: () => {
      finished += 1;
      if (finished === options.generations) allFinished();
    },
  };
  const clock = { now: Date.now };
  const settings = { ...DEFAULT_SETTINGS, pollMinMs: 0, pollMaxMs: 0 };
  const taskTimes = createRedisTaskTimes({ redis, keys, clock, onError: (error) => console.error(error) });
  const parts = {
    ledger,
    budget: createCallBudget({ redis, keys, accounts, timeoutMs: 1000 }),
    queue,
    admission,
    provider: world.provider,
    archive: world.archive,
    schedule: createPollSchedule({ taskTimes, settings, random: Math.random }),
    settings,
    clock,
    random: Math.random,
    reporter,
  };
  const workers = await Promise.all(
    STAGES.map((stage) => runStageWorker(stage, createPipeline[stage](parts), { redisUrl, keys, concurrency })),
  );
  const stop = new AbortController();
  const dispatching = runDispatcher({ admission, queue, onError: (error) => console.error(error) }, stop.signal);
  const producer = await openProducer({ redisUrl, prefix: "ours" });

  const startedAt = performance.now();
  const items = Array.from({ length: options.generations }, (_, number) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: options.prompt },
    customId: `item-${number}`,
  }));
  await producer.submitBatch(items, { batchId: "bench" });
  await done;
  const seconds = (performance.now() - startedAt) / 1000;

  stop.abort();
  await dispatching;
  await Promise.all(workers.map((worker) => worker.close()));
  await producer.close();
  await taskTimes.close();
  await queue.close();
  await closeRedis(redis);
  await closeRedis(blockingRedis);
  return { seconds, sold: world.sold(), stored: world.stored() };
}
