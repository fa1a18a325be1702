import { composeStages } from "@hailuo-queue/composition";
import { type CallWindow, DEFAULT_ACCOUNT, type VideoArchive, type VideoProvider } from "@hailuo-queue/contracts";
import { createDispatcher, createPipeline } from "@hailuo-queue/pipeline";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { type OpenedStageQueue, openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, type RedisKeys } from "@hailuo-queue/store";
import { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";

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
const onError = (error: unknown): void => console.error(error);

const NO_WINDOW: CallWindow = { limit: 1_000_000_000, windowMs: 60_000 };

export async function openOurPipeline(options: OurPipelineOptions): Promise<OurPipeline> {
  const { redisUrl, concurrency, maxInFlight, createWindow = NO_WINDOW, pollMs = 0, world, onEnded } = options;
  const keys = createKeys(OUR_PREFIX);
  const redis = await openRedis(redisUrl, { role: "worker" });
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  const queue = await openStageQueue({ redisUrl, keys });
  const stages = composeStages({
    redis,
    blockingRedis,
    keys,
    queue,
    provider: world.provider,
    taskApi: undefined,
    accounts: [{ name: DEFAULT_ACCOUNT, maxInFlight, windows: { create: [createWindow], query: [], files: [] } }],
    settings: { pollMinMs: pollMs, pollMaxMs: pollMs },
    callTimeoutMs: 1000,
    reporter: { ...SILENT_REPORTER, ended: onEnded },
    onError,
  });
  const worker = { redisUrl, keys, concurrency };
  const creates = await runStageWorker("create", createPipeline.create({ ...stages, ...PLAIN_CREATE_PARTS }), worker);
  const polls = await runStageWorker("poll", createPipeline.poll(stages), worker);
  const downloads = await runStageWorker(
    "download",
    createPipeline.download({ ...stages, archive: world.archive }),
    worker,
  );
  const dispatcher = createDispatcher({ ...stages, onError });
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
      await stages.close();
      await queue.close();
      await closeRedis(redis);
      await closeRedis(blockingRedis);
    },
  };
}
