import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import type { Producer, TenantProducer } from "@hailuo-queue/producer";
import type { Identity } from "../guard/identity.ts";

/** What may be looked at and changed on somebody's behalf: one tenant's, or all. */
export type Hands = Pick<
  TenantProducer,
  | "get"
  | "list"
  | "explain"
  | "cancel"
  | "edit"
  | "retry"
  | "resolve"
  | "resolveBatch"
  | "batch"
  | "batchEnd"
  | "batches"
  | "setBatchLimits"
  | "setBatchPriority"
  | "pauseBatch"
  | "resumeBatch"
  | "cancelBatch"
  | "retryBatch"
  | "find"
  | "previewBulk"
  | "bulk"
>;

/**
 * The same calls on all tenants' things.
 * @throws InvalidInputError (`unknown_generation`, `unknown_batch`).
 */
export function handsOnAll(producer: Producer): Hands {
  const get: Hands["get"] = async (id) =>
    (await producer.get(id)) ??
    Promise.reject(new InvalidInputError("unknown_generation", `There is no generation "${id}".`));
  const batch: Hands["batch"] = async (id) =>
    (await producer.batch(id)) ?? Promise.reject(new InvalidInputError("unknown_batch", `There is no batch "${id}".`));
  const { backlog } = producer;
  return {
    get,
    batch,
    batchEnd: (summary) => producer.batchEnd(summary),
    async batches({ limit = 50, cursor } = {}) {
      const items = await producer.batches(limit + 1, cursor);
      const shown = items.slice(0, limit);
      return { items: shown, ...(items.length > limit ? optional({ nextCursor: shown.at(-1)?.batchId }) : {}) };
    },
    list: (filter) => producer.list(filter),
    async explain(id) {
      await get(id);
      const explanation = await producer.explain(id);
      return (
        explanation ?? Promise.reject(new InvalidInputError("unknown_generation", `There is no generation "${id}".`))
      );
    },
    async cancel(id) {
      await get(id);
      return producer.cancel(id);
    },
    edit: (id, edit) => producer.edit(id, edit),
    retry: (id, how) => producer.retry(id, how),
    resolve: (id, resolution) => producer.resolve(id, resolution),
    async resolveBatch(id, resolution, how) {
      await batch(id);
      return producer.resolveBatch(id, resolution, how);
    },
    async setBatchLimits(id, limits) {
      await batch(id);
      await producer.setBatchLimits(id, limits);
    },
    async setBatchPriority(id, priority) {
      await batch(id);
      await backlog.setBatchPriority(id, priority);
    },
    async pauseBatch(id) {
      await batch(id);
      await backlog.pauseBatch(id);
    },
    async resumeBatch(id) {
      await batch(id);
      await backlog.resumeBatch(id);
    },
    async cancelBatch(id) {
      await batch(id);
      return producer.cancelBatch(id);
    },
    async retryBatch(id, how) {
      await batch(id);
      return producer.retryBatch(id, how);
    },
    find: producer.find,
    previewBulk: producer.previewBulk,
    bulk: producer.bulk,
  };
}

/** Of a tenant's session its own things only; what is another's answers as what is not there. */
export function handsOf({ tenant }: Pick<Identity, "tenant">, producer: Producer): Hands {
  return tenant === undefined ? handsOnAll(producer) : producer.forTenant(tenant);
}
