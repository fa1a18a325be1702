import {
  type BacklogControl,
  type BacklogPosition,
  InvalidInputError,
  TENANT_LIMITS,
  TENANT_WEIGHTS,
  type TenantStanding,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { gatherReads } from "../gather-reads.ts";
import type { RedisKeys } from "../keys.ts";
import { backlogPositionScript, changeBacklogScript, readTenantsScript } from "./scripts.ts";

/** Tenants in one call: well below 1 ms of Redis. */
const READS_A_CALL = 100;

/** The connection and the keys. */
export interface BacklogControlOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}

/** A user's hand on the order in which generations are admitted. */
export function createBacklogControl({ redis, keys }: BacklogControlOptions): BacklogControl {
  type Change = "pause" | "resume" | "clear-stop" | "priority" | "begin-cancel" | "end-cancel";
  async function change(what: "batch" | "tenant", name: string, how: Change, priority = ""): Promise<void> {
    await changeBacklogScript(redis, keys, [], [what, name, priority, how, TENANT_LIMITS.maxRemainsBytes]);
  }

  async function setTenantWeight(tenant: string, weight: number): Promise<void> {
    const { least, most } = TENANT_WEIGHTS;
    if (!(weight >= least && weight <= most))
      throw new InvalidInputError(
        "bad_weight",
        `The weight ${weight} cannot be used; allowed are numbers from ${least} to ${most}.`,
      );
    await redis.hset(keys.tenant(tenant), "weight", String(weight));
    await redis.sadd(keys.tenants, tenant);
  }

  async function setTenantBudget(tenant: string, microUsd: number | null): Promise<void> {
    if (microUsd === null) await redis.hdel(keys.tenant(tenant), "money.budget");
    else if (Number.isSafeInteger(microUsd) && microUsd >= 0)
      await redis.hset(keys.tenant(tenant), "money.budget", String(microUsd));
    else
      throw new InvalidInputError(
        "bad_budget",
        `The budget ${microUsd} cannot be used; it is a whole number of millionths of a US dollar.`,
      );
    await change("tenant", tenant, "clear-stop");
  }

  async function tenants(): Promise<readonly TenantStanding[]> {
    const names = await redis.smembers(keys.tenants);
    return Promise.all(names.toSorted().map(tenant));
  }

  const readFields = gatherReads(
    (names) =>
      readTenantsScript(
        redis,
        keys,
        names.map((name) => keys.tenant(name)),
        [],
      ),
    READS_A_CALL,
  );

  async function tenant(name: string): Promise<TenantStanding> {
    const fields = await readFields(name);
    const budget = fields["money.budget"];
    const inputBytes = Number(fields["bytes.inputs"] ?? 0);
    return {
      tenant: name,
      weight: Number(fields["weight"] ?? 1),
      paused: fields["paused"] !== undefined,
      unfinished: Number(fields["unfinished"] ?? 0),
      keptBytes: Number(fields["bytes.kept"] ?? 0) + inputBytes,
      inputBytes,
      ...(budget === undefined ? {} : { budgetMicroUsd: Number(budget) }),
      ...(fields["stopped"] === undefined ? {} : { stopped: true }),
      reservedMicroUsd: Number(fields["money.reserved"] ?? 0),
      spentMicroUsd: Number(fields["money.spent"] ?? 0),
    };
  }

  async function position(generation: Parameters<BacklogControl["position"]>[0]): Promise<BacklogPosition | undefined> {
    const { id, batchId, tenant, request, priority = "", priceMicroUsd = "" } = generation;
    return backlogPositionScript(
      redis,
      keys,
      [],
      [id, batchId, tenant, JSON.stringify(request), priority, priceMicroUsd],
    );
  }

  return {
    pauseBatch: (batchId) => change("batch", batchId, "pause"),
    resumeBatch: (batchId) => change("batch", batchId, "resume"),
    clearBatchStop: (batchId) => change("batch", batchId, "clear-stop"),
    setBatchPriority: (batchId, priority) => change("batch", batchId, "priority", priority),
    beginCancel: (batchId) => change("batch", batchId, "begin-cancel"),
    endCancel: (batchId) => change("batch", batchId, "end-cancel"),
    cancellingBatches: () => redis.smembers(keys.cancellingBatches),
    setTenantWeight,
    setTenantBudget,
    pauseTenant: (tenant) => change("tenant", tenant, "pause"),
    resumeTenant: (tenant) => change("tenant", tenant, "resume"),
    tenants,
    tenant,
    position,
  };
}
