import type { QuotaLack, SealReceipt, SubmitReceipt } from "@hailuo-queue/contracts";
import { defineScript } from "@hailuo-queue/redis";

/** `sealed`: its batch was sealed meanwhile, and takes nothing new; `foreign`: its batch is another tenant's. */
export type SubmitReply =
  | SubmitReceipt
  | { readonly result: "sealed"; readonly id: string }
  | { readonly result: "foreign"; readonly id: string };

/** A limit that left no room: nothing was written. */
export interface Lack extends QuotaLack {
  readonly limit: "maxUnfinished" | "maxBytes" | "maxItems" | "maxOpen" | "maxKept";
}
type LackReply = [Lack["limit"], string, string, string];

function readLack([limit, have, allowed, wanted]: LackReply): Lack {
  return { limit, have: Number(have), allowed: Number(allowed), wanted: Number(wanted) };
}

export const submitScript = defineScript<[LackReply] | [SubmitReply["result"], string, string?][], Lack | readonly SubmitReply[]>({
  name: "hailuoSubmit",
  file: new URL("../lua/submit.lua", import.meta.url),
  parse: (reply) =>
    reply[0]?.length === 4
      ? readLack(reply[0])
      : (reply as [SubmitReply["result"], string, string?][]).map(([result, id, sha256 = ""]) =>
          result === "input_gone" ? { result, id, sha256 } : { result, id },
        ),
});

export type TransitionReply =
  /** The request and its tenant, '' where they were not wanted. */
  | { readonly outcome: "moved"; readonly request: string; readonly run: number; readonly tenant: string }
  /** The record as it is, '' where there is none. */
  | { readonly outcome: "not_moved"; readonly record: string }
  /** It names a task that is another generation's. */
  | { readonly outcome: "task_taken" }
  /** An input that a create needs is not there any more. */
  | { readonly outcome: "input_gone"; readonly sha256: string }
  /** It is to be made again, and its tenant has no room for it. */
  | { readonly outcome: "no_room"; readonly have: number; readonly allowed: number }
  /** The record's account is another one than the call's keys were made for. */
  | { readonly outcome: "other_account"; readonly account: string };

export const transitionScript = defineScript<[number, string, number?, string?][], readonly TransitionReply[]>({
  name: "hailuoTransition",
  file: new URL("../lua/transition.lua", import.meta.url),
  parse: (replies) =>
    replies.map(([outcome, rest, run = 0, tenant = ""]) => {
      if (outcome === -1) return { outcome: "other_account", account: rest };
      if (outcome === -2) return { outcome: "task_taken" };
      if (outcome === -3) return { outcome: "input_gone", sha256: rest };
      if (outcome === -4) {
        const [have = 0, allowed = 0] = rest.split(":").map(Number);
        return { outcome: "no_room", have, allowed };
      }
      return outcome === 1 ? { outcome: "moved", request: rest, run, tenant } : { outcome: "not_moved", record: rest };
    }),
});

export const openBatchScript = defineScript<["opened" | "existing" | "conflict"] | LackReply, "opened" | "existing" | "conflict" | Lack>({
  name: "hailuoOpenBatch",
  file: new URL("../lua/open-batch.lua", import.meta.url),
  parse: (reply) => (reply.length === 4 ? readLack(reply) : reply[0]),
});

export const noteReusableScript = defineScript<number, void>({
  name: "hailuoNoteReusable",
  file: new URL("../lua/note-reusable.lua", import.meta.url),
  parse: () => undefined,
});

export const noteRequestsScript = defineScript<string[], readonly string[]>({
  name: "hailuoNoteRequests",
  file: new URL("../lua/note-requests.lua", import.meta.url),
  parse: (known) => known,
});

export const completeBatchScript = defineScript<number, void>({
  name: "hailuoCompleteBatch",
  file: new URL("../lua/complete-batch.lua", import.meta.url),
  parse: () => undefined,
});

/** How many bytes faults and places have, about. */
export const noteFaultsScript = defineScript<LackReply | [], Lack | undefined>({
  name: "hailuoNoteFaults",
  file: new URL("../lua/note-faults.lua", import.meta.url),
  parse: (reply) => (reply.length === 4 ? readLack(reply) : undefined),
});

export interface SealReply {
  readonly result: SealReceipt["result"];
  readonly received: number;
  readonly invalid: number;
}

/** Per key `<id>:<fingerprint>`, or ''. */
export const knownItemsScript = defineScript<string[], readonly string[]>({
  name: "hailuoKnownItems",
  file: new URL("../lua/known-items.lua", import.meta.url),
  parse: (items) => items,
});

export const sealBatchScript = defineScript<[SealReply["result"], number, number] | null, SealReply | undefined>({
  name: "hailuoSealBatch",
  file: new URL("../lua/seal-batch.lua", import.meta.url),
  parse: (reply) => (reply === null ? undefined : { result: reply[0], received: reply[1], invalid: reply[2] }),
});

export const writeAuditScript = defineScript<number, { readonly overflow: boolean }>({
  name: "hailuoWriteAudit",
  file: new URL("../lua/write-audit.lua", import.meta.url),
  parse: (overflow) => ({ overflow: overflow === 1 }),
});

export const notePollScript = defineScript<null, void>({
  name: "hailuoNotePoll",
  file: new URL("../lua/note-poll.lua", import.meta.url),
  parse: () => undefined,
});

export const noteLookupScript = defineScript<null, void>({
  name: "hailuoNoteLookup",
  file: new URL("../lua/note-lookup.lua", import.meta.url),
  parse: () => undefined,
});

export const readRecordsScript = defineScript<string[], readonly string[]>({
  name: "hailuoReadRecords",
  file: new URL("../lua/read-records.lua", import.meta.url),
  parse: (records) => records,
});

export const listQueuedScript = defineScript<string[], readonly { readonly id: string; readonly at: string }[]>({
  name: "hailuoListQueued",
  file: new URL("../lua/list-queued.lua", import.meta.url),
  parse: (reply) => reply.flatMap((id, at) => (at % 2 === 0 ? [{ id, at: reply[at + 1] ?? "" }] : [])),
});

export const forgetBatchesScript = defineScript<
  [number, number, ...string[]],
  { readonly seen: number; readonly removed: number; readonly abandoned: readonly string[] }
>({
  name: "hailuoForgetBatches",
  file: new URL("../lua/forget-batches.lua", import.meta.url),
  parse: ([seen, removed, ...abandoned]) => ({ seen, removed, abandoned }),
});

export const forgetScript = defineScript<number, number>({
  name: "hailuoForget",
  file: new URL("../lua/forget.lua", import.meta.url),
  parse: Number,
});

export const keepInputScript = defineScript<
  ["kept" | "existing" | "full" | "no_room", number, string?, string?, string?],
  | { readonly result: "kept" | "existing"; readonly nowMs: number }
  | { readonly result: "full" }
  | { readonly result: "no_room"; readonly lack: QuotaLack }
>({
  name: "hailuoKeepInput",
  file: new URL("../lua/keep-input.lua", import.meta.url),
  parse: ([result, nowMs, have, allowed, wanted]) =>
    result === "no_room"
      ? { result, lack: { have: Number(have), allowed: Number(allowed), wanted: Number(wanted) } }
      : result === "full"
        ? { result }
        : { result, nowMs },
});

export const clearLitterScript = defineScript<number, boolean>({
  name: "hailuoClearLitter",
  file: new URL("../lua/clear-litter.lua", import.meta.url),
  parse: (cleared) => cleared === 1,
});

/** Per input its fields, or none. */
export const readInputsScript = defineScript<string[][], readonly (readonly string[])[]>({
  name: "hailuoReadInputs",
  file: new URL("../lua/read-inputs.lua", import.meta.url),
  parse: (replies) => replies,
});

export const removeInputScript = defineScript<"removed" | "needed" | "unknown", "removed" | "needed" | "unknown">({
  name: "hailuoRemoveInput",
  file: new URL("../lua/remove-input.lua", import.meta.url),
  parse: (result) => result,
});

export const expireInputsScript = defineScript<number, number>({
  name: "hailuoExpireInputs",
  file: new URL("../lua/expire-inputs.lua", import.meta.url),
  parse: Number,
});
