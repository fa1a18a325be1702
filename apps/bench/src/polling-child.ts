import { randomUUID } from "node:crypto";
import { composeStages } from "@hailuo-queue/composition";
import {
  DEFAULT_ACCOUNT,
  type PipelineReporter,
  type ProviderTask,
  sideAccount,
  type StageHandler,
  type TaskApi,
  type VideoProvider,
} from "@hailuo-queue/contracts";
import { readGatewaySettings, startGateway } from "@hailuo-queue/gateway";
import { openMinimax } from "@hailuo-queue/minimax";
import { createDispatcher, createPipeline, type PollSchedule } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createLogger } from "@hailuo-queue/runtime";
import { createKeys } from "@hailuo-queue/store";
import { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { serveParent } from "./processes/serve-parent.ts";

export interface PollingInput {
  readonly redisUrl: string;
  readonly simulatorUrl: string;
  /** Of all keys. Runs that follow each other under one prefix learn from each other. */
  readonly prefix: string;
  readonly generations: number;
  readonly createEveryMs: number;
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
  readonly taskDeadlineMs: number;
  /** Polls at this fixed interval in place of our schedule. */
  readonly fixedMs?: number;
  /** The provider tells of ends, to a gateway of this process. */
  readonly callbacks?: CallingBack;
  /** Tasks of MiniMax-H3 in place of MiniMax-Hailuo-2.3; `lists`: polls that are due together share a list. */
  readonly v2?: { readonly lists: boolean; readonly maxInFlight: number };
}

interface CallingBack {
  /** Of the ends that are told at all, from 0 to 1. */
  readonly share: number;
  /** After the end. */
  readonly latencyMs: number;
}

/** What goes wrong is told: the queue tries again in silence, and the run would never end. */
const REPORTER: PipelineReporter = {
  ...SILENT_REPORTER,
  anomaly: (id, event, details) => console.error(`${id}: ${event}`, details),
  providerRefused: (id, code, message) => console.error(`${id}: ${code} ${message}`),
};

/**
 * Create and poll workers of the product on a real Redis, up to the end of the provider's tasks; nothing is downloaded.
 */
await serveParent(async (input: PollingInput) => {
  const { redisUrl, prefix, generations, pollMinMs, pollMaxMs, taskDeadlineMs } = input;
  const keys = createKeys(prefix);
  const redis = await openRedis(redisUrl, { role: "worker" });
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  const queue = await openStageQueue({ redisUrl, keys });
  const windows = { create: [{ limit: 1, windowMs: input.createEveryMs }], query: [], files: [] };
  const name = input.v2 === undefined ? DEFAULT_ACCOUNT : sideAccount(DEFAULT_ACCOUNT, "v2");
  const accounts = [{ name, maxInFlight: input.v2?.maxInFlight ?? generations, windows }];
  const onError = (error: unknown): void => console.error(error);
  const minimax = openMinimax({
    baseUrl: input.simulatorUrl,
    apiKey: "any",
    dialect: input.v2 === undefined ? "minimax-v1" : "minimax-v2",
  });
  const caller = input.callbacks === undefined ? undefined : await startCaller(input, input.callbacks);
  const { provider, taskApi, allFinished } = watchEnds(minimax, generations, caller);
  const stages = composeStages({
    redis,
    blockingRedis,
    keys,
    queue,
    provider,
    taskApi: input.v2?.lists === true ? taskApi : undefined,
    accounts,
    settings: { pollMinMs, pollMaxMs, taskDeadlineMs },
    callTimeoutMs: 1000,
    callbacks: caller !== undefined,
    reporter: REPORTER,
    onError,
  });
  const parts = { ...stages, ...(input.fixedMs === undefined ? {} : { schedule: fixedSchedule(input.fixedMs) }) };
  const callbacks = caller && {
    urlFor: (_account: string, generationId: string, run: number) => `${caller.url}/${generationId}.${run}`,
    refusals: { leftOut: async () => false, refused: async () => undefined, taken: () => undefined },
  };
  const create = createPipeline.create({ ...parts, ...PLAIN_CREATE_PARTS, callbacks });
  const workers = await Promise.all([
    runStageWorker("create", tellErrors(create), { redisUrl, keys, concurrency: 10, onError }),
    runStageWorker("poll", tellErrors(createPipeline.poll(parts)), {
      redisUrl,
      keys,
      concurrency: input.v2 === undefined ? 50 : 200,
      onError,
    }),
  ]);
  const stop = new AbortController();
  const dispatching = createDispatcher({ ...stages, onError }).run(stop.signal);
  const producer = await openProducer({ redisUrl, prefix });

  return {
    ready: true,
    answers: {
      run: async () => {
        const items = Array.from({ length: generations }, (_, number) => ({
          request: {
            ...(input.v2 === undefined
              ? { model: "MiniMax-Hailuo-2.3" }
              : { model: "MiniMax-H3", duration: 6, resolution: "768P" }),
            prompt: `A paper boat, number ${number}, in the rain`,
          },
          customId: `clip-${number}`,
        }));
        await producer.submitBatch(items, { batchId: randomUUID() });
        await allFinished;
      },
    },
    close: async () => {
      stop.abort();
      await dispatching;
      await Promise.all(workers.map((worker) => worker.close()));
      await stages.close();
      await caller?.close();
      await producer.close();
      await queue.close();
      await minimax.close();
      await closeRedis(redis);
      await closeRedis(blockingRedis);
    },
  };
});

/** The queue tries again in silence, and the run would never end. */
function tellErrors(handler: StageHandler): StageHandler {
  return async (run) => {
    try {
      return await handler(run);
    } catch (error) {
      console.error(error);
      throw error;
    }
  };
}

function fixedSchedule(everyMs: number): PollSchedule {
  return { firstDelayMs: async () => everyMs, nextDelayMs: async () => everyMs, noteFinished: async () => undefined };
}

interface Caller {
  /** Of the gateway's callbacks. */
  readonly url: string;
  /** A task was created with this URL. */
  created(taskId: string, callbackUrl: string): void;
  close(): Promise<void>;
}

/**
 * Calls in the provider's place when the simulator's books say that a task ends: news that it goes on, and of its end.
 */
async function startCaller(
  { redisUrl, prefix, simulatorUrl }: PollingInput,
  { share, latencyMs }: CallingBack,
): Promise<Caller> {
  const path = "/callbacks/minimax";
  const settings = readGatewaySettings({
    REDIS_URL: redisUrl,
    HAILUO_PREFIX: prefix,
    HAILUO_GATEWAY_PORT: "0",
    HAILUO_CALLBACK_URL: `http://127.0.0.1:1${path}`,
  });
  const gateway = await startGateway(settings, { logger: createLogger({ name: "gateway", level: "silent" }) });
  let asked = 0;

  async function post(url: string, taskId: string, status: string): Promise<void> {
    const body = JSON.stringify({ task_id: taskId, status, base_resp: { status_code: 0, status_msg: "success" } });
    await (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })).text();
  }

  async function tell(taskId: string, callbackUrl: string): Promise<void> {
    await post(callbackUrl, taskId, "processing");
    const view = (await (await fetch(`${simulatorUrl}/__tasks/${taskId}`)).json()) as { readonly endsAt: number };
    asked += 1;
    // Spread evenly, and alike in every run.
    if (Math.floor(asked * share) === Math.floor((asked - 1) * share)) return;
    const timer = setTimeout(
      () => void post(callbackUrl, taskId, "success").catch(console.error),
      view.endsAt + latencyMs - Date.now(),
    );
    timer.unref();
  }

  return {
    url: `${gateway.url}${path}`,
    created: (taskId, callbackUrl) => void tell(taskId, callbackUrl).catch(console.error),
    close: gateway.close,
  };
}

function watchEnds(
  provider: VideoProvider & TaskApi,
  count: number,
  caller: Caller | undefined,
): { readonly provider: VideoProvider; readonly taskApi: TaskApi; readonly allFinished: Promise<void> } {
  const finished = new Set<string>();
  let tell: () => void = () => undefined;
  const allFinished = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const note = (taskId: string, { status }: ProviderTask): void => {
    if (status === "succeeded" && finished.add(taskId).size === count) tell();
  };
  const watched: VideoProvider = {
    createTask: async (request, { callbackUrl, ...options }) => {
      const task = await provider.createTask(request, options);
      if (callbackUrl !== undefined) caller?.created(task.taskId, callbackUrl);
      return task;
    },
    getFile: (fileId, options) => provider.getFile(fileId, options),
    getTask: async (taskId, options) => {
      const task = await provider.getTask(taskId, options);
      note(taskId, task);
      return task;
    },
  };
  const taskApi: TaskApi = {
    hasTaskApi: (account) => provider.hasTaskApi(account),
    describeTask: (taskId, options) => provider.describeTask(taskId, options),
    cancelTask: (taskId, options) => provider.cancelTask(taskId, options),
    listTasks: async (query, options) => {
      const page = await provider.listTasks(query, options);
      for (const { taskId, task } of page.tasks) note(taskId, task);
      return page;
    },
  };
  return { provider: watched, taskApi, allFinished };
}
