import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createQuestionAnswerer, type QuestionParts } from "@hailuo-queue/pipeline";
import { type RunningStageWorker, runQuestionWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, type RedisClient, watchRedisTrouble } from "@hailuo-queue/redis";
import {
  type ConfiguredAccounts,
  createScope,
  type Logger,
  logTroubles,
  openWayOut,
  type ProxySettings,
  systemClock,
} from "@hailuo-queue/runtime";
import { createKeys, type RedisKeys } from "@hailuo-queue/store";
import { composeStages } from "./compose-stages.ts";
import type { WorkerSettings } from "./open-worker.ts";

/** What `runAnswerer` needs. */
export interface AnswererParts {
  readonly redisUrl: string;
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** As composeStages makes them, with a provider that this process has keys of. */
  readonly stages: QuestionParts;
  readonly logger: Pick<Logger, "error" | "warn">;
  readonly onError: (error: unknown) => void;
  /** Whether the connection is the whole process': then questions are fetched over it, too. Default false. */
  readonly isShared?: boolean;
}

/** Answers for those who have no key what the provider has. */
export function runAnswerer({
  redisUrl,
  redis,
  keys,
  stages,
  logger,
  onError,
  isShared = false,
}: AnswererParts): Promise<RunningStageWorker> {
  return runQuestionWorker(createQuestionAnswerer(stages), {
    redisUrl,
    keys,
    redis,
    fetchesOverIt: isShared,
    onError,
    onPoison: (jobId, reason) => logger.error({ jobId, reason }, "question set aside"),
    onLaterVersion: (jobId) => logger.warn({ jobId }, "question of a later version put back"),
  });
}

/**
 * The same in a process that is no worker.
 * @throws what keeps it from starting, such as an account without a key; nothing stays open then.
 */
export async function openAnswerer(
  settings: Pick<WorkerSettings, "REDIS_URL" | "HAILUO_PREFIX" | "MINIMAX_TIMEOUT_MS"> & ProxySettings,
  pool: Pick<ConfiguredAccounts, "accounts" | "limits">,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const { REDIS_URL: redisUrl, MINIMAX_TIMEOUT_MS: timeoutMs } = settings;
  const scope = createScope();
  const onError = watchRedisTrouble({ url: redisUrl, now: () => systemClock.now(), ...logTroubles(logger) });
  try {
    const redis = await openRedis(redisUrl, { role: "client" });
    scope.defer(() => closeRedis(redis));
    const keys = createKeys(settings.HAILUO_PREFIX);
    const provider = scope.use(
      openMinimaxAccounts(pool.accounts, { wayOut: openWayOut(settings), timeouts: { queryMs: timeoutMs } }),
    );
    const stages = scope.use(
      composeStages({
        redis,
        keys,
        queue: undefined,
        provider,
        taskApi: provider,
        accounts: pool.limits,
        settings: { createTimeoutMs: timeoutMs },
        callTimeoutMs: timeoutMs,
        reporter: {
          callRefused: (account: string, callType: string, code: string) =>
            logger.warn({ account, callType, code }, "call refused"),
        },
        onError,
      }),
    );
    scope.use(await runAnswerer({ redisUrl, redis, keys, stages, logger, onError }));
    return scope;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
