import type { SubmitReceipt } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";
import { type Lack, type LackReply, readLack } from "../lack.ts";

/** `sealed`: its batch was sealed meanwhile, and takes nothing new; `foreign`: its batch is another tenant's. */
export type SubmitReply =
  | SubmitReceipt
  | { readonly result: "sealed"; readonly id: string }
  | { readonly result: "foreign"; readonly id: string };

/** Writes new generations with their backlog places, batch counters and idempotency keys, and wakes a dispatcher. */
export const submitScript = defineStoreScript<
  [LackReply] | [SubmitReply["result"], string, string?][],
  Lack | readonly SubmitReply[]
>({
  name: "hailuoSubmit",
  file: "records/submit",
  parse: (reply) =>
    reply[0]?.length === 4
      ? readLack(reply[0])
      : (reply as [SubmitReply["result"], string, string?][]).map(([result, id, sha256 = ""]) =>
          result === "input_gone" ? { result, id, sha256 } : { result, id },
        ),
});

/** What one move came to. */
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
  /** It would grow by more bytes than its tenant has room for. */
  | { readonly outcome: "no_bytes"; readonly have: number; readonly allowed: number; readonly wanted: number }
  /** The record's account is another one than the call's keys were made for. */
  | { readonly outcome: "other_account"; readonly account: string };

/**
 * Moves generations from one of the given states to another, each as one step with its index, counters, event,
 * backlog position, slot and create window.
 */
export const transitionScript = defineStoreScript<[number, string, number?, string?][], readonly TransitionReply[]>({
  name: "hailuoTransition",
  file: "records/transition",
  parse: (replies) =>
    replies.map(([outcome, rest, run = 0, tenant = ""]) => {
      if (outcome === -1) return { outcome: "other_account", account: rest };
      if (outcome === -2) return { outcome: "task_taken" };
      if (outcome === -3) return { outcome: "input_gone", sha256: rest };
      if (outcome === -4) {
        const [have = 0, allowed = 0] = rest.split(":").map(Number);
        return { outcome: "no_room", have, allowed };
      }
      if (outcome === -5) {
        const [have = 0, allowed = 0, wanted = 0] = rest.split(":").map(Number);
        return { outcome: "no_bytes", have, allowed, wanted };
      }
      return outcome === 1 ? { outcome: "moved", request: rest, run, tenant } : { outcome: "not_moved", record: rest };
    }),
});

/** Remembers which generation a tenant may get again for an identical request: the last so many of a tenant. */
export const noteReusableScript = defineStoreScript<number, void>({
  name: "hailuoNoteReusable",
  file: "records/note-reusable",
  parse: () => undefined,
});

/** Remembers which generation a tenant has for a request, and tells which it had before. */
export const noteRequestsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoNoteRequests",
  file: "records/note-requests",
  parse: (known) => known,
});

/**
 * Keeps a try of a stage that ended in an error, for people: the last few of each stage, those of one kind in a
 * row as one.
 */
export const noteAttemptScript = defineStoreScript<null, void>({
  name: "hailuoNoteAttempt",
  file: "records/note-attempt",
  parse: () => undefined,
});

/** Notes a poll that changed nothing and renews the slot's lease. */
export const notePollScript = defineStoreScript<null, void>({
  name: "hailuoNotePoll",
  file: "records/note-poll",
  parse: () => undefined,
});

/** Reads whole records. */
export const readRecordsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoReadRecords",
  file: "records/read-records",
  parse: (records) => records,
});

/**
 * A page of the generations that are queued: those that wait in a lane, those that are set aside and those that
 * are admitted.
 */
export const listQueuedScript = defineStoreScript<string[], readonly { readonly id: string; readonly at: string }[]>({
  name: "hailuoListQueued",
  file: "records/list-queued",
  parse: (reply) => reply.flatMap((id, at) => (at % 2 === 0 ? [{ id, at: reply[at + 1] ?? "" }] : [])),
});

/** Removes generations that ended long ago, and batches of which nothing is left. */
export const forgetScript = defineStoreScript<number, number>({
  name: "hailuoForget",
  file: "records/forget",
  parse: Number,
});

/** Removes one generation that has ended, long before its time, and its batch where nothing is left of it. */
export const forgetOneScript = defineStoreScript<number, boolean>({
  name: "hailuoForgetOne",
  file: "records/forget-one",
  parse: (gone) => gone === 1,
});

/** Those that are queued, and those in each state that was asked for. */
export const countStatesScript = defineStoreScript<number[], readonly number[]>({
  name: "hailuoCountStates",
  file: "records/count-states",
  parse: (counts) => counts,
});
