import {
  createPriceTable,
  type DefaultQuotas,
  optional,
  PAGE_LIMITS,
  servedAccounts,
  type PriceTable,
  type QuestionDesk,
} from "@hailuo-queue/contracts";
import {
  closeRedis,
  createSharedSecret,
  openRedis,
  type RedisPatience,
  requireClientRoom,
  requireSuitableRedis,
} from "@hailuo-queue/redis";
import {
  createAccountControl,
  createBacklogControl,
  createHistoryReader,
  createKeys,
  createRedisFundsBooks,
  createRedisInputBooks,
  createRedisLedger,
  createRequestIndex,
  createSlotReader,
  createTaskDeadlineReader,
  createTotalsReader,
  createUsageReader,
  createWorkerRoll,
} from "@hailuo-queue/store";
import { createBatchCalls } from "./batch-calls.ts";
import { cancelGeneration } from "./cancel-generation.ts";
import { diagnose } from "./diagnosis/diagnose.ts";
import { readFacts } from "./diagnosis/read-facts.ts";
import { editGeneration } from "./edit-generation.ts";
import { explainGeneration } from "./explain-generation.ts";
import { createFindCalls } from "./find/find-calls.ts";
import { limitQuestions } from "./limit-questions.ts";
import type { ListPosition } from "./list-tenant.ts";
import { listWarnings } from "./list-warnings.ts";
import type { PriceOf } from "./prepare-generation.ts";
import { createQueueDoor } from "./queue-door.ts";
import { resolveBatch } from "./resolve-batch.ts";
import { readBatchEnd } from "./read-batch-end.ts";
import { createFleetReader } from "./read-fleet.ts";
import { resolveGeneration, type ResolveParts, retryGeneration } from "./resolve-generation.ts";
import { createSealedCursors } from "./sealed-cursors.ts";
import { createSubmits } from "./submits.ts";
import type { InputPosition } from "./tenant-inputs.ts";
import { createTenantProducer } from "./tenant-producer.ts";
import { createTenantReads } from "./tenant-reads.ts";
import type { Producer, ResolveOptions } from "./types.ts";
import { createWatch } from "./watch.ts";

/** Where the queue is, and how submits are priced and limited. Only `redisUrl` has no default. */
export interface OpenProducerOptions {
  readonly redisUrl: string;
  /** Of all keys; the same for the workers. Default `hailuo`. */
  readonly prefix?: string;
  /** What generations cost; fixed in each at its submit. Default: the provider's list prices. */
  readonly prices?: PriceTable;
  /** Who is asked what the provider has. Default: the workers that have its keys. */
  readonly desk?: QuestionDesk;
  /**
   * Holds tenants to their quotas, and those that have none of their own to these; default: to none. For what strangers
   * may call.
   */
  readonly quotas?: DefaultQuotas;
  /** For how long a Redis that stands still is waited for; default: three seconds, without a word. */
  readonly patience?: RedisPatience | undefined;
}

/** Connects within seconds or throws UnavailableError; the connection is closed by `close()`. */
export async function openProducer(options: OpenProducerOptions): Promise<Producer> {
  const { redisUrl, prices = createPriceTable(), quotas, patience } = options;
  const redis = await openRedis(redisUrl, { role: "client", patience });
  try {
    await requireSuitableRedis(redis);
  } catch (error) {
    await closeRedis(redis);
    throw error;
  }
  const keys = createKeys(options.prefix);
  const ledger = createRedisLedger({ redis, keys, ...optional({ quotas }) });
  const requests = createRequestIndex({ redis, keys, getMany: ledger.getMany });
  const inputs = createRedisInputBooks({ redis, keys, quotas });
  const usage = createUsageReader({ redis, keys });
  const slots = createSlotReader({ redis, keys });
  const roll = createWorkerRoll({ redis, keys });
  const readFleet = createFleetReader({ redis, keys, roll });
  const backlog = createBacklogControl({ redis, keys });
  const door = createQueueDoor({ redisUrl, keys });
  const watch = createWatch({ redisUrl, redis, keys, ledger });
  const history = createHistoryReader({ redis, keys });
  const taskDeadlineMs = createTaskDeadlineReader({ redis, keys });
  const priceOf: PriceOf = (request) => {
    const priceMicroUsd = prices.priceOf(request, Date.now());
    return optional({ priceMicroUsd });
  };

  /** What a decision needs; the questions of a tenant count in its limit. */
  function withDesk<Value>(
    { questionsOf: tenant }: ResolveOptions,
    work: (parts: ResolveParts) => Promise<Value>,
  ): Promise<Value> {
    const open = options.desk ?? door.desk;
    const desk = tenant === undefined ? open : limitQuestions(open, { redis, keys, tenant });
    return door.withQueue((queue) => work({ ledger, queue, taskDeadlineMs, desk }));
  }

  const explain: Producer["explain"] = async (id) => {
    const [record, accounts, fleet] = await Promise.all([ledger.get(id), usage(), readFleet()]);
    if (record === undefined) return undefined;
    const backlogPosition = await backlog.position(record);
    return explainGeneration({ record, backlogPosition, accounts: servedAccounts(accounts, fleet), fleet });
  };

  const retry: Producer["retry"] = (id, how) =>
    door.withQueue((queue) => retryGeneration({ ledger, queue, taskDeadlineMs }, id, how));
  const batches = createBatchCalls({ ledger, requests, inputs, backlog, priceOf, retry, wakePoll: door.wakePoll });

  const overview: Producer["overview"] = async () => {
    const [counts, accounts] = await Promise.all([ledger.countByState(), usage()]);
    return { counts, accounts };
  };

  const survey: Producer["survey"] = async () => {
    const facts = await readFacts({ overview, fleet: readFleet, ledger, backlog });
    const { counts, accounts, fleet, batches: newest } = facts;
    return {
      counts,
      accounts,
      fleet,
      batches: newest,
      diagnosis: diagnose({ ...facts, accounts: servedAccounts(accounts, fleet) }),
    };
  };

  const cancel: Producer["cancel"] = (id, how) => cancelGeneration(ledger, id, door.wakePoll, how);
  const producer: Omit<Producer, "forTenant"> = {
    ...batches,
    ...createFindCalls({
      source: { isByTime: true, get: ledger.get, list: ledger.list },
      cancel,
      retry,
      now: Date.now,
    }),
    ...createSubmits({ redis, keys, ledger, requests, inputs, priceOf, ...batches }),
    ...watch,
    get: ledger.get,
    list: (filter = {}) => (filter.warnings === true ? listWarnings(ledger, filter) : ledger.list(filter)),
    explain,
    retry,
    edit: (id, edit, how) => editGeneration({ ledger, requests, inputs, priceOf }, id, edit, how),
    cancel,
    resolve: (id, resolution, how = {}) => withDesk(how, (parts) => resolveGeneration(parts, id, resolution)),
    resolveBatch: (batchId, resolution, how = {}) =>
      withDesk(how, (parts) => resolveBatch(parts, batchId, resolution, how)),
    overview,
    diagnosis: async () => (await survey()).diagnosis,
    survey,
    fleet: readFleet,
    sign: roll.note,
    history,
    batchEnd: (batch) => readBatchEnd(batch, history),
    totals: createTotalsReader({ redis, keys }),
    balanceChanges: createRedisFundsBooks({ redis, keys }).changes,
    requireClientRoom: (wanted) => requireClientRoom(redis, redisUrl, wanted),
    account: (name) => createAccountControl({ redis, keys, account: name }),
    async slotHolders(account, limit) {
      const { ids, total } = await slots(account, limit);
      const records = await ledger.getMany(ids);
      return { total, holders: records.filter((record) => record !== undefined) };
    },
    backlog,
    inputs,
    async close() {
      watch.close();
      await door.close();
      await closeRedis(redis);
    },
  };
  const cursorSecret = createSharedSecret(redis, keys.cursorSecret);
  const lists = {
    redis,
    keys,
    ledger,
    cursors: createSealedCursors<ListPosition>(cursorSecret),
    inputCursors: createSealedCursors<InputPosition>(cursorSecret),
    reads: createTenantReads(PAGE_LIMITS.atOncePerTenant),
  };
  return { ...producer, forTenant: (tenant) => createTenantProducer(producer, lists, tenant) };
}
