import { type AccountLimits, type Clock, optional, type Random, type TaskApi } from "@hailuo-queue/contracts";
import { createPollSchedule, DEFAULT_SETTINGS, type PipelineSettings, type PollSchedule } from "@hailuo-queue/pipeline";
import type { RedisClient } from "@hailuo-queue/redis";
import { createScope, systemClock, systemRandom, type Tracing } from "@hailuo-queue/runtime";
import {
  createBacklogControl,
  createCallBudget,
  createHistoryBooks,
  createRedisAdmission,
  createRedisCallbackTrust,
  createRedisInputBooks,
  createRedisLedger,
  createRedisLostCreates,
  createRedisTaskTimes,
  type RedisKeys,
} from "@hailuo-queue/store";
import { nameInLogs } from "./name-in-logs.ts";
import { traceLedger } from "./trace-ledger.ts";

/** What a process brings: its connections, its provider, its accounts. */
export interface StageBase<Queue, Provider, Tasks extends TaskApi | undefined, Reporter> {
  readonly redis: RedisClient;
  /** For the sleep of a dispatcher. Default: the process has none, and `admission.waitForWake` throws. */
  readonly blockingRedis?: RedisClient | undefined;
  readonly keys: RedisKeys;
  readonly queue: Queue;
  readonly provider: Provider;
  /**
   * Lists, describes and cancels tasks, for the accounts whose API can. Undefined: each task is asked for by itself.
   */
  readonly taskApi: Tasks;
  /** The accounts whose keys this process has. */
  readonly accounts: readonly AccountLimits[];
  /** What differs from DEFAULT_SETTINGS. */
  readonly settings?: Partial<PipelineSettings>;
  /** Works on this batch alone: buys nothing of any other. Default: on all. */
  readonly onlyBatch?: string | undefined;
  /**
   * The longest that a query or file call may take, in ms: its permit in a window is held that long. Default 20,000.
   */
  readonly callTimeoutMs?: number;
  /** Whether the provider calls back. Default false. */
  readonly callbacks?: boolean;
  readonly reporter: Reporter;
  /** Where the steps of generations are told as spans. Default: nowhere. */
  readonly tracing?: Tracing | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: Math.random. */
  readonly random?: Random;
  /** Told of reads and writes in the background that failed. */
  readonly onError: (error: unknown) => void;
}

/** What the three stages, the dispatcher and the reconciler are made of; each takes of it what its Parts name. */
export interface Stages<Queue, Provider, Tasks extends TaskApi | undefined, Reporter> {
  readonly ledger: ReturnType<typeof createRedisLedger>;
  readonly admission: ReturnType<typeof createRedisAdmission>;
  readonly backlog: ReturnType<typeof createBacklogControl>;
  readonly budget: ReturnType<typeof createCallBudget>;
  readonly lostCreates: ReturnType<typeof createRedisLostCreates>;
  readonly inputBooks: ReturnType<typeof createRedisInputBooks>;
  readonly historyBooks: ReturnType<typeof createHistoryBooks>;
  readonly schedule: PollSchedule;
  readonly onlyBatch: string | undefined;
  readonly queue: Queue;
  readonly provider: Provider;
  readonly taskApi: Tasks;
  readonly settings: PipelineSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly reporter: Reporter;
  /**
   * Writes what the schedule has learned and not yet written. Connections, queue and provider stay open: they are the
   * caller's.
   */
  close(): Promise<void>;
}

/**
 * Puts together, in this one place, what generations go through. Workers, `hailuo run`, benchmarks and whole-flow tests
 * take it from here, so that a new part is added once.
 */
export function composeStages<Queue, Provider, Tasks extends TaskApi | undefined, Reporter>(
  base: StageBase<Queue, Provider, Tasks, Reporter>,
): Stages<Queue, Provider, Tasks, Reporter> {
  const { redis, blockingRedis, keys, accounts, queue, provider, reporter, onError } = base;
  const { clock = systemClock, random = systemRandom, callTimeoutMs = DEFAULT_SETTINGS.createTimeoutMs } = base;
  const taskApi: TaskApi | undefined = base.taskApi;
  const scope = createScope();
  const settings = { ...DEFAULT_SETTINGS, ...base.settings };
  const { taskDeadlineMs } = settings;
  const learned = { redis, keys, clock, onError };
  const ledger = nameInLogs(createRedisLedger({ redis, keys }));
  return {
    ledger: base.tracing === undefined ? ledger : traceLedger(ledger, base.tracing, () => clock.now()),
    admission: createRedisAdmission({
      redis,
      keys,
      accounts,
      taskDeadlineMs,
      onlyBatch: base.onlyBatch,
      ...optional({ blockingRedis }),
    }),
    backlog: createBacklogControl({ redis, keys }),
    budget: createCallBudget({ redis, keys, accounts, timeoutMs: callTimeoutMs }),
    lostCreates: createRedisLostCreates({ redis, keys }),
    inputBooks: createRedisInputBooks({ redis, keys }),
    historyBooks: createHistoryBooks({ redis, keys }),
    schedule: createPollSchedule({
      taskTimes: scope.use(createRedisTaskTimes(learned)),
      callbacks: base.callbacks === true ? scope.use(createRedisCallbackTrust(learned)) : undefined,
      settings,
      random,
      ...(taskApi === undefined
        ? {}
        : { together: { clock, shares: (account: string) => taskApi.hasTaskApi(account) } }),
    }),
    onlyBatch: base.onlyBatch,
    queue,
    provider,
    taskApi: base.taskApi,
    settings,
    clock,
    random,
    reporter,
    close: scope.close,
  };
}
