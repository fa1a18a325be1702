import { composeStages } from "@hailuo-queue/composition";
import { createDispatcher, createPipeline, keepHistory, reconcile } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, runTurns } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { MEDIAN_MS, stepsAt } from "./benchmarks/poll-books.ts";
import { createInstantWorld } from "./instant-provider.ts";
import { serveParent } from "./processes/serve-parent.ts";
import { createTimedProvider, type ProviderBooks } from "./timed-provider.ts";

export interface ScaleInput {
  readonly redisUrl: string;
  readonly accounts: number;
  /** Unfinished tasks that each account may have. */
  readonly maxInFlight: number;
  /** How long a task takes, in the middle; the steps of polling are scaled with it. */
  readonly medianMs: number;
  readonly generations: number;
}

export interface ScaleSample extends ProviderBooks {
  readonly nodeCpuSeconds: number;
  /** How long the last turns of the reconciler and of the history took. */
  readonly reconcileMs: number;
  readonly historyMs: number;
  /** What workers and turns could not do, and how often. */
  readonly errors: Readonly<Record<string, number>>;
}

/** As create workers have it. */
const RECONCILE_TURN_MS = 20_000;
const HISTORY_TURN_MS = 5000;
const CONCURRENCY = 200;
const SUBMIT_AT_ONCE = 20_000;

/** How often each was told, without the ids in it. */
const errors = new Map<string, number>();
const onError = (error: unknown): void => {
  const what = String(error).replaceAll(/(?<=gen_)\S+/g, "…");
  errors.set(what, (errors.get(what) ?? 0) + 1);
};

/**
 * All three stages, dispatcher, reconciler and history in one process, on the real store and queue, over a provider of
 * values whose tasks take their time.
 */
await serveParent(async ({ redisUrl, accounts, maxInFlight, medianMs, generations }: ScaleInput) => {
  const keys = createKeys("scale");
  const redis = await openRedis(redisUrl, { role: "worker" });
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  const queue = await openStageQueue({ redisUrl, keys });
  const { provider, books, forgetPeaks } = createTimedProvider({ maxInFlight, medianMs });
  const stages = composeStages({
    redis,
    blockingRedis,
    keys,
    queue,
    provider,
    taskApi: undefined,
    accounts: Array.from({ length: accounts }, (_, number) => ({
      name: `account-${number}`,
      maxInFlight,
      windows: { create: [], query: [], files: [] },
    })),
    settings: stepsAt(MEDIAN_MS / medianMs),
    callTimeoutMs: 1000,
    reporter: SILENT_REPORTER,
    onError,
  });
  await stages.admission.publishLimits();
  const worker = { redisUrl, keys, concurrency: CONCURRENCY, onError };
  const workers = [
    await runStageWorker("create", createPipeline.create({ ...stages, ...PLAIN_CREATE_PARTS }), worker),
    await runStageWorker("poll", createPipeline.poll(stages), worker),
    await runStageWorker(
      "download",
      createPipeline.download({ ...stages, archive: createInstantWorld().archive }),
      worker,
    ),
  ];
  const producer = await openProducer({ redisUrl, prefix: "scale" });
  const stop = new AbortController();
  let dispatching = Promise.resolve();
  const took = { reconcileMs: 0, historyMs: 0 };
  const timed = (name: keyof typeof took, work: (signal: AbortSignal) => Promise<unknown>) => ({
    redis,
    key: `${keys.reconciler}:${name}`,
    work: async (signal: AbortSignal) => {
      const startedAt = performance.now();
      await work(signal);
      took[name] = performance.now() - startedAt;
    },
    onError,
  });
  const turns = [
    runTurns({ ...timed("reconcileMs", (signal) => reconcile(stages, signal)), turnMs: RECONCILE_TURN_MS }),
    runTurns({
      ...timed("historyMs", (signal) =>
        keepHistory({ books: stages.historyBooks, admission: stages.admission }, signal),
      ),
      turnMs: HISTORY_TURN_MS,
    }),
  ];

  return {
    ready: true,
    answers: {
      submit: async () => {
        for (let first = 0; first < generations; first += SUBMIT_AT_ONCE) {
          const count = Math.min(SUBMIT_AT_ONCE, generations - first);
          const items = Array.from({ length: count }, (_, number) => ({
            request: { model: "MiniMax-Hailuo-2.3", prompt: `${first + number}: a paper boat in the rain` },
          }));
          await producer.submitBatch(items, { batchId: `batch-${first}` });
        }
        return true;
      },
      start: async () => {
        dispatching = createDispatcher({ ...stages, onError }).run(stop.signal);
        return true;
      },
      restart: async () => {
        forgetPeaks();
        return true;
      },
      sample: async (): Promise<ScaleSample> => {
        const { user, system } = process.cpuUsage();
        return { ...books(), ...took, errors: Object.fromEntries(errors), nodeCpuSeconds: (user + system) / 1e6 };
      },
    },
    close: async () => {
      stop.abort();
      await dispatching;
      await Promise.all(turns.map((turn) => turn.close()));
      await Promise.all(workers.map((stage) => stage.close()));
      await producer.close();
      await stages.close();
      await queue.close();
      await closeRedis(redis);
      await closeRedis(blockingRedis);
    },
  };
});
