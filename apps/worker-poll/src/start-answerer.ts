import { createCallBudget } from "@hailuo-queue/admission";
import { createRedisLedger, createRedisLostCreates } from "@hailuo-queue/ledger";
import { type MinimaxAccounts, openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createQuestionAnswerer } from "@hailuo-queue/pipeline";
import { type RunningStageWorker, runQuestionWorker } from "@hailuo-queue/queue";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys, watchRedisTrouble } from "@hailuo-queue/redis";
import { type ConfiguredAccounts, createScope, type Logger, logTroubles, systemClock, systemRandom } from "@hailuo-queue/runtime";
import type { PollWorkerSettings } from "./env.ts";

export interface AnswererParts {
  readonly settings: Pick<PollWorkerSettings, "REDIS_URL" | "MINIMAX_TIMEOUT_MS">;
  readonly pool: Pick<ConfiguredAccounts, "limits">;
  readonly redis: RedisClient;
  /** Whether questions are fetched over it, too: see RunQuestionWorkerOptions. */
  readonly fetchesOverIt?: boolean;
  readonly onError: (error: unknown) => void;
  readonly keys: RedisKeys;
  readonly provider: MinimaxAccounts;
  readonly logger: Logger;
  readonly reporter: Parameters<typeof createQuestionAnswerer>[0]["reporter"];
}

/** Answers for those who have no key what the provider has. */
export async function startAnswerer(parts: AnswererParts): Promise<RunningStageWorker> {
  const { settings, pool, redis, fetchesOverIt = false, onError, keys, provider, logger, reporter } = parts;
  const answer = createQuestionAnswerer({
    ledger: createRedisLedger({ redis, keys }),
    lostCreates: createRedisLostCreates({ redis, keys }),
    provider,
    office: provider,
    budget: createCallBudget({ redis, keys, accounts: pool.limits, timeoutMs: settings.MINIMAX_TIMEOUT_MS }),
    settings: { createTimeoutMs: settings.MINIMAX_TIMEOUT_MS },
    clock: systemClock,
    random: systemRandom,
    reporter,
  });
  return runQuestionWorker(answer, {
    redisUrl: settings.REDIS_URL,
    keys,
    redis,
    fetchesOverIt,
    onError,
    onPoison: (jobId, reason) => logger.error({ jobId, reason }, "question set aside"),
  });
}

/** The same in a process that is no worker. */
export async function openAnswerer(
  settings: Pick<PollWorkerSettings, "REDIS_URL" | "HAILUO_PREFIX" | "MINIMAX_TIMEOUT_MS">,
  pool: Pick<ConfiguredAccounts, "accounts" | "limits">,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const scope = createScope();
  try {
    const redis = await openRedis(settings.REDIS_URL, { role: "client" });
    scope.defer(() => closeRedis(redis));
    const keys = createKeys(settings.HAILUO_PREFIX);
    const provider = scope.use(openMinimaxAccounts(pool.accounts, { timeouts: { queryMs: settings.MINIMAX_TIMEOUT_MS } }));
    const reporter = {
      callRefused: (account: string, surface: string, code: string) => logger.warn({ account, surface, code }, "call refused"),
    };
    scope.use(
      await startAnswerer({
        settings,
        pool,
        redis,
        keys,
        provider,
        logger,
        reporter,
        onError: watchRedisTrouble({ url: settings.REDIS_URL, now: () => systemClock.now(), ...logTroubles(logger) }),
      }),
    );
    return scope;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
