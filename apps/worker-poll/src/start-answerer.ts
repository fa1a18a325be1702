import { createCallBudget, createKeys, createRedisLedger, createRedisLostCreates, type RedisKeys } from "@hailuo-queue/store";
import { type MinimaxAccounts, openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createQuestionAnswerer } from "@hailuo-queue/pipeline";
import { runQuestionWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { type ConfiguredAccounts, createScope, type Logger, systemClock, systemRandom } from "@hailuo-queue/runtime";
import type { PollWorkerSettings } from "./env.ts";

export interface AnswererParts {
  readonly settings: Pick<PollWorkerSettings, "REDIS_URL" | "MINIMAX_TIMEOUT_MS">;
  readonly pool: Pick<ConfiguredAccounts, "limits">;
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly provider: MinimaxAccounts;
  readonly logger: Logger;
  readonly reporter: Parameters<typeof createQuestionAnswerer>[0]["reporter"];
}

/** Answers for those who have no key what the provider has. */
export async function startAnswerer(parts: AnswererParts): Promise<{ close(): Promise<void>; isRunning(): boolean }> {
  const { settings, pool, redis, keys, provider, logger, reporter } = parts;
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
    onError: (error) => logger.error({ err: error }, "connection failed"),
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
    scope.use(await startAnswerer({ settings, pool, redis, keys, provider, logger, reporter }));
    return scope;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
