import type { SealReceipt } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";
import { pairs } from "../pairs.ts";
import { type Lack, type LackReply, readLack } from "../lack.ts";

/** Opens a batch: it takes items, and nothing of it starts before it is sealed. */
export const openBatchScript = defineStoreScript<
  ["opened" | "existing" | "conflict"] | LackReply,
  "opened" | "existing" | "conflict" | Lack
>({
  name: "hailuoOpenBatch",
  file: "batches/open-batch",
  parse: (reply) => (reply.length === 4 ? readLack(reply) : reply[0]),
});

/** Sets what its caller calls a batch, and notes about it, whether or not the batch is there yet. */
export const setLabelsScript = defineStoreScript<LackReply | [], Lack | undefined>({
  name: "hailuoSetLabels",
  file: "batches/set-labels",
  parse: (reply) => (reply.length === 4 ? readLack(reply) : undefined),
});

/** Says of a batch that came by submits that it is whole, for now: its end is stamped and reported. */
export const completeBatchScript = defineStoreScript<number, void>({
  name: "hailuoCompleteBatch",
  file: "batches/complete-batch",
  parse: () => undefined,
});

/** How many bytes faults and places have, about. */
export const noteFaultsScript = defineStoreScript<LackReply | [], Lack | undefined>({
  name: "hailuoNoteFaults",
  file: "batches/note-faults",
  parse: (reply) => (reply.length === 4 ? readLack(reply) : undefined),
});

/** What sealing a batch came to. */
export interface SealReply {
  readonly result: SealReceipt["result"];
  readonly received: number;
  readonly invalid: number;
}

/** Per key `<id>:<fingerprint>`, or ''. */
export const knownItemsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoKnownItems",
  file: "batches/known-items",
  parse: (items) => items,
});

/** Closes an open batch and lets it start: all of it, or nothing where lines were refused that must not be. */
export const sealBatchScript = defineStoreScript<[SealReply["result"], number, number] | null, SealReply | undefined>({
  name: "hailuoSealBatch",
  file: "batches/seal-batch",
  parse: (reply) => (reply === null ? undefined : { result: reply[0], received: reply[1], invalid: reply[2] }),
});

/**
 * Looks at batches that were opened long ago, for what no generation's end would ever take away: those that stayed
 * empty are removed, and those that were filled and never sealed are named.
 */
export const forgetBatchesScript = defineStoreScript<
  [number, number, ...string[]],
  { readonly seen: number; readonly removed: number; readonly abandoned: readonly string[] }
>({
  name: "hailuoForgetBatches",
  file: "batches/forget-batches",
  parse: ([seen, removed, ...abandoned]) => ({ seen, removed, abandoned }),
});

/** The fields of each batch, and how many faults are kept of it. */
export const readBatchesScript = defineStoreScript<
  [number, ...string[]][],
  readonly { readonly faults: number; readonly fields: Readonly<Record<string, string>> }[]
>({
  name: "hailuoReadBatches",
  file: "batches/read-batches",
  parse: (replies) => replies.map(([faults, ...fields]) => ({ faults, fields: pairs(fields) })),
});
