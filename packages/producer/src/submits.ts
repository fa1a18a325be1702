import {
  type BatchLedger,
  type InputBooks,
  InvalidInputError,
  type Ledger,
  type RequestIndex,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { noteReusable, type RedisKeys } from "@hailuo-queue/store";
import { checkLabels } from "./check-labels.ts";
import { lookUpInputs, missingInput } from "./judge-request.ts";
import { DEFAULT_TENANT, defaultBatch, prepareGenerations, type PriceOf } from "./prepare-generation.ts";
import { compareItems, findTwins, noteCreated, submitAll } from "./submit-batch.ts";
import type { Producer, SubmitCalls } from "./types.ts";

export interface SubmitParts {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly ledger: Ledger & Pick<BatchLedger, "completeBatch" | "findByKeys" | "placeBatch">;
  readonly requests: RequestIndex;
  readonly inputs: InputBooks;
  readonly priceOf: PriceOf;
  readonly setBatchLimits: Producer["setBatchLimits"];
  readonly setBatchLabels: Producer["setBatchLabels"];
}

/** Enqueues one generation, or a batch of any size. */
export function createSubmits({
  redis,
  keys,
  ledger,
  requests,
  inputs,
  priceOf,
  setBatchLimits,
  setBatchLabels,
}: SubmitParts): SubmitCalls {
  /** A finished one of an identical request. */
  async function findReusable(tenant: string, fingerprint: string): Promise<string | undefined> {
    const earlier = await redis.get(keys.reusable(tenant, fingerprint));
    return earlier !== null && (await ledger.get(earlier))?.state === "succeeded" ? earlier : undefined;
  }

  /** Whether the ledger may take items for it: it refuses those of another tenant's batch. */
  async function isOwn(batchId: string, tenant = DEFAULT_TENANT): Promise<boolean> {
    const batch = await ledger.batch(batchId);
    // Earlier versions wrote no tenant.
    return batch === undefined || batch.tenant === "" || batch.tenant === tenant;
  }

  return {
    async submit(item, how = {}) {
      const lookUp = await lookUpInputs(inputs, how.tenant ?? DEFAULT_TENANT, [item.request], "later");
      const [generation] = prepareGenerations([item], how, priceOf, lookUp);
      if (generation === undefined) throw new Error("unreachable: one item gives one generation");
      const reusable = how.reuse === true ? await findReusable(generation.tenant, generation.fingerprint) : undefined;
      if (reusable !== undefined) return { result: "existing", id: reusable };
      const named = item.customId !== undefined || item.idempotencyKey !== undefined;
      const [receipt] = await ledger.submit([named ? generation : { ...generation, idempotencyKey: "" }]);
      if (receipt === undefined || receipt.result === "conflict")
        throw conflict(item, how.batchId ?? defaultBatch(how.tenant), receipt?.id);
      if (receipt.result === "input_gone") throw missingInput(item.request, receipt.sha256);
      await noteCreated(requests, [generation], [receipt]);
      // It is enqueued whether or not this can be noted.
      if (how.reuse === true)
        await noteReusable(redis, keys, { ...generation, generationId: receipt.id }).catch(() => undefined);
      return receipt;
    },

    async submitBatch(items, how) {
      if (how.labels !== undefined) checkLabels(how.labels);
      let limited = false;
      /** Limits, labels and place hold before the first can start, and are not set for what is refused as a whole. */
      const limitedSubmit: Ledger["submit"] = async (chunk) => {
        if (!limited && (await isOwn(how.batchId, how.tenant))) {
          if (how.limits !== undefined) await setBatchLimits(how.batchId, how.limits);
          if (how.labels !== undefined) await setBatchLabels(how.batchId, how.labels);
          if (how.place !== undefined) await ledger.placeBatch(how.batchId, how.place, { move: true });
        }
        limited = true;
        return ledger.submit(chunk);
      };
      const parts = {
        ledger: { ...ledger, submit: limitedSubmit },
        requests,
        inputs,
        priceOf,
      };
      const receipt = await submitAll(parts, items, how);
      if (how.complete === true) await ledger.completeBatch(how.batchId);
      return receipt;
    },

    compare: (items, how) => compareItems({ ledger, requests, inputs, priceOf }, items, how),

    findTwins: (items, how) => findTwins({ ledger, requests, inputs, priceOf }, items, how),
  };
}

function conflict(
  item: { readonly customId?: string } | undefined,
  batchId: string,
  id: string | undefined,
): InvalidInputError {
  if (item?.customId === undefined)
    return new InvalidInputError(
      "idempotency_conflict",
      `The idempotency key was used before with another request (generation ${id}).`,
    );
  return new InvalidInputError(
    "custom_id_conflict",
    `custom_id "${item.customId}" of batch "${batchId}" was submitted before with another request ` +
      `(generation ${id}). Give it another custom_id, or use another batch.`,
  );
}
