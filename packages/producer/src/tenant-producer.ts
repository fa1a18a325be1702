import {
  type BatchSummary,
  type GenerationRecord,
  type HistoryScope,
  InvalidInputError,
  type RecordPage,
  servedAccounts,
} from "@hailuo-queue/contracts";
import { createFindCalls } from "./find/find-calls.ts";
import type { FindSource } from "./find/find-generations.ts";
import { listTenant, type TenantLists, tenantBatches } from "./list-tenant.ts";
import { forgetGeneration } from "@hailuo-queue/store";
import { listSingles } from "./tenant-singles.ts";
import { removeTenantInput, tenantInput, tenantInputs, tenantInputsOf } from "./tenant-inputs.ts";
import { diagnoseTenant } from "./diagnosis/diagnose-tenant.ts";
import { readTenantFacts } from "./diagnosis/read-facts.ts";
import type { RequestEdit } from "./edit.ts";
import type { BatchResolution } from "./resolve-batch.ts";
import type { Resolution } from "./resolution.ts";
import type { BatchItem, Producer, TenantListFilter, TenantProducer } from "./types.ts";
import { upscaleRequest } from "./upscale-request.ts";

/** Binds a producer to one tenant: each call judges first whose the thing is. */
export function createTenantProducer(
  producer: Omit<Producer, "forTenant">,
  lists: TenantLists,
  tenant: string,
): TenantProducer {
  const isOwn = (thing: { readonly tenant?: string } | undefined): boolean =>
    thing !== undefined && thing.tenant === tenant;

  async function get(id: string): Promise<GenerationRecord> {
    const record = isId(id) ? await producer.get(id) : undefined;
    if (record === undefined || !isOwn(record))
      throw new InvalidInputError("unknown_generation", "There is no such generation.");
    return record;
  }

  async function batch(batchId: string): Promise<BatchSummary> {
    const summary = isId(batchId) ? await producer.batch(batchId) : undefined;
    if (summary === undefined || !isOwn(summary))
      throw new InvalidInputError("unknown_batch", "There is no such batch.");
    return summary;
  }

  /** After it is known to be the tenant's own. */
  function ofGeneration<Rest extends readonly unknown[], Answer>(work: (id: string, ...rest: Rest) => Promise<Answer>) {
    return async (id: string, ...rest: Rest): Promise<Answer> => {
      await get(id);
      return work(id, ...rest);
    };
  }
  function ofBatch<Rest extends readonly unknown[], Answer>(work: (batchId: string, ...rest: Rest) => Promise<Answer>) {
    return async (batchId: string, ...rest: Rest): Promise<Answer> => {
      await batch(batchId);
      return work(batchId, ...rest);
    };
  }

  async function* batchFaults(batchId: string): ReturnType<TenantProducer["batchFaults"]> {
    await batch(batchId);
    yield* producer.batchFaults(batchId);
  }

  async function* results(
    ...[batchId, which]: Parameters<TenantProducer["results"]>
  ): ReturnType<TenantProducer["results"]> {
    await batch(batchId);
    const lines = producer.results(batchId, which)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const line = await lists.reads.run(tenant, () => lines.next());
        if (line.done === true) return;
        yield line.value;
      }
    } finally {
      await lines.return?.();
    }
  }

  async function list(filter: TenantListFilter = {}): Promise<RecordPage> {
    const { batchId } = filter;
    if (batchId !== undefined && !(isId(batchId) && isOwn(await producer.batch(batchId)))) return { items: [] };
    return lists.reads.run(tenant, () => listTenant(lists, tenant, filter));
  }

  const { backlog } = producer;
  const cancel = ofGeneration(producer.cancel);
  const retry = ofGeneration(producer.retry);
  const source: FindSource = {
    isByTime: false,
    list,
    get: async (id) => {
      const record = isId(id) ? await producer.get(id) : undefined;
      return isOwn(record) ? record : undefined;
    },
  };
  return {
    tenant,
    submit: (item, options = {}) => producer.submit(item, { ...options, tenant, tasks: "none" }),
    async upscale(id, from, { resolution, customId, ...options }) {
      const record = await get(id);
      const [way, source] =
        from === "task" ? (["task", { taskId: record.taskId ?? "" }] as const) : (["video", from] as const);
      const request = upscaleRequest(record, source, resolution);
      const name = customId === undefined ? { idempotencyKey: `upscale:${id}:${resolution}:${way}` } : { customId };
      return producer.submit({ request, ...name }, { ...options, tenant });
    },
    get,
    async findByCustomId(batchId, customId) {
      const record = await producer.findByCustomId(batchId, customId);
      return isOwn(record) ? record : undefined;
    },
    ...createFindCalls({ source, cancel, retry, now: Date.now }),
    list,
    async singles(batchId, page) {
      if (!isOwn(await producer.batch(batchId))) return { items: [], hasMore: false };
      return lists.reads.run(tenant, () => listSingles(lists, { batchId, tenant }, page));
    },
    cancel,
    forget: ofGeneration((id) => forgetGeneration(lists.redis, lists.keys, id)),
    explain: ofGeneration(async (id) => {
      const explanation = await producer.explain(id);
      // Forgotten in this moment.
      return explanation ?? Promise.reject(new InvalidInputError("unknown_generation", "There is no such generation."));
    }),
    edit: ofGeneration((id, edit: RequestEdit) => producer.edit(id, edit, { tasks: "none" })),
    retry,
    resolve: ofGeneration((id, resolution: Resolution) => producer.resolve(id, resolution, { questionsOf: tenant })),
    resolveBatch: ofBatch((batchId, resolution: BatchResolution, how: { readonly dryRun?: boolean } = {}) =>
      producer.resolveBatch(batchId, resolution, { ...how, questionsOf: tenant }),
    ),
    batch,
    batches: (page = {}) => lists.reads.run(tenant, () => tenantBatches(lists, tenant, page)),
    openBatch: (options = {}) => producer.openBatch({ ...options, tenant }),
    addItems: ofBatch((batchId, items: readonly BatchItem[]) => producer.addItems(batchId, items, { tasks: "none" })),
    noteBatchFaults: ofBatch(producer.noteBatchFaults),
    batchFaults,
    sealBatch: ofBatch(producer.sealBatch),
    setBatchLimits: ofBatch(producer.setBatchLimits),
    setBatchLabels: ofBatch(producer.setBatchLabels),
    setBatchPriority: ofBatch(backlog.setBatchPriority),
    pauseBatch: ofBatch(backlog.pauseBatch),
    resumeBatch: ofBatch(backlog.resumeBatch),
    cancelBatch: ofBatch(producer.cancelBatch),
    retryBatch: ofBatch(producer.retryBatch),
    results,
    async diagnosis() {
      const facts = await lists.reads.run(tenant, () =>
        readTenantFacts({
          accounts: async () => (await producer.overview()).accounts,
          fleet: producer.fleet,
          batches: async (limit) => (await tenantBatches(lists, tenant, { limit })).items,
          list: async (state, limit) => (await listTenant(lists, tenant, { state, limit })).items,
          standing: () => producer.backlog.tenant(tenant),
        }),
      );
      return diagnoseTenant({ ...facts, accounts: servedAccounts(facts.accounts, facts.fleet) });
    },
    async history({ batchId, ...query } = {}) {
      if (batchId !== undefined) await batch(batchId);
      const scope: HistoryScope =
        batchId === undefined ? { kind: "tenant", name: tenant } : { kind: "batch", name: batchId };
      return producer.history({ ...query, scope });
    },
    batchEnd: async (summary) => (isOwn(summary) ? producer.batchEnd(summary) : undefined),
    inputs: (page = {}) =>
      lists.reads.run(tenant, () => tenantInputs(producer.inputs, lists.inputCursors, tenant, page)),
    input: (sha256) => tenantInput(producer.inputs, tenant, sha256),
    inputsOf: (createdAt) => tenantInputsOf(producer.inputs, tenant, createdAt),
    removeInput: (sha256) => removeTenantInput(producer.inputs, tenant, sha256),
  };
}

/** What could be no name of ours is not looked up. */
function isId(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,128}$/.test(text);
}
