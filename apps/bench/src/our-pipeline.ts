import { createCallBudget, createRedisAdmission } from "@hailuo-queue/admission";
import {
  type CallWindow,
  DEFAULT_ACCOUNT,
  type GenerationRequest,
  type PipelineReporter,
  type VideoArchive,
  type VideoProvider,
} from "@hailuo-queue/contracts";
import { createRedisLedger, createRedisTaskTimes } from "@hailuo-queue/ledger";
import { createPipeline, createDispatcher, createPollSchedule, DEFAULT_SETTINGS } from "@hailuo-queue/pipeline";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { type OpenedStageQueue, openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";

export interface OurPipelineOptions {
  readonly redisUrl: string;
  /** Jobs of each stage at once. */
  readonly concurrency: number;
  readonly maxInFlight: number;
  /** Default: none that binds. */
  readonly createWindow?: CallWindow;
  /** Time between two polls; default 0. */
  readonly pollMs?: number;
  readonly world: { readonly provider: VideoProvider; readonly archive: VideoArchive };
  readonly onEnded: () => void;
}

/** The whole product in one process, over a provider and a storage of the bench. */
export interface OurPipeline {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly queue: OpenedStageQueue;
  readonly producer: Producer;
  /** Nothing is admitted before. */
  startDispatcher(): void;
  close(): Promise<void>;
}

export const OUR_PREFIX = "ours";
const ignore = (): void => undefined;
const onError = (error: unknown): void => console.error(error);

const NO_WINDOW: CallWindow = { limit: 1_000_000_000, windowMs: 60_000 };

export async function openOurPipeline(options: OurPipelineOptions): Promise<OurPipeline> {
  const { redisUrl, concurrency, maxInFlight, createWindow = NO_WINDOW, pollMs = 0, world, onEnded } = options;
  const keys = createKeys(OUR_PREFIX);
  const redis = await openRedis(redisUrl, { role: "worker" });
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  const queue = await openStageQueue({ redisUrl, keys });
  const ledger = createRedisLedger({ redis, keys });
  const windows = { create: [createWindow], query: [], files: [] };
  const accounts = [{ name: DEFAULT_ACCOUNT, maxInFlight, windows }];
  const admission = createRedisAdmission({ redis, blockingRedis, keys, accounts });
  const reporter: PipelineReporter = {
    taskAccepted: ignore,
    oddity: ignore,
    providerRefused: ignore,
    accountRefused: ignore,
    callRefused: ignore,
    callbackRefused: () => undefined,
    fundsLow: () => undefined,
    mended: ignore,
    ended: onEnded,
  };
  const clock = { now: Date.now };
  const settings = { ...DEFAULT_SETTINGS, pollMinMs: pollMs, pollMaxMs: pollMs };
  const taskTimes = createRedisTaskTimes({ redis, keys, clock, onError });
  const parts = {
    ledger,
    guard: { isSafe: async () => true },
    inputs: { fill: async (request: GenerationRequest) => request },
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
  const worker = { redisUrl, keys, concurrency };
  const creates = await runStageWorker("create", createPipeline.create(parts), worker);
  const dispatcher = createDispatcher({ admission, begin: creates.begin, onError });
  const polls = await runStageWorker("poll", createPipeline.poll({ ...parts, successor: dispatcher.successor }), worker);
  const downloads = await runStageWorker("download", createPipeline.download(parts), worker);
  const producer = await openProducer({ redisUrl, prefix: OUR_PREFIX });
  const stop = new AbortController();
  let dispatching = Promise.resolve();

  return {
    redis,
    keys,
    queue,
    producer,
    startDispatcher: () => {
      dispatching = dispatcher.run(stop.signal);
    },
    close: async () => {
      stop.abort();
      await dispatching;
      await Promise.all([creates, polls, downloads].map((stage) => stage.close()));
      await producer.close();
      await taskTimes.close();
      await queue.close();
      await closeRedis(redis);
      await closeRedis(blockingRedis);
    },
  };
}
