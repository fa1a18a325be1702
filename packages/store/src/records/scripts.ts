import type { SubmitReceipt } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";
import { type Lack, type LackReply, readLack } from "../lack.ts";

/** `sealed`: its batch was sealed meanwhile, and takes nothing new; `foreign`: its batch is another tenant's. */
export type SubmitReply =
  | SubmitReceipt
  | { readonly result: "sealed"; readonly id: string }
  | { readonly result: "foreign"; readonly id: string };

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

export const noteReusableScript = defineStoreScript<number, void>({
  name: "hailuoNoteReusable",
  file: "records/note-reusable",
  parse: () => undefined,
});

export const noteRequestsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoNoteRequests",
  file: "records/note-requests",
  parse: (known) => known,
});

export const noteAttemptScript = defineStoreScript<null, void>({
  name: "hailuoNoteAttempt",
  file: "records/note-attempt",
  parse: () => undefined,
});

export const notePollScript = defineStoreScript<null, void>({
  name: "hailuoNotePoll",
  file: "records/note-poll",
  parse: () => undefined,
});

export const readRecordsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoReadRecords",
  file: "records/read-records",
  parse: (records) => records,
});

export const listQueuedScript = defineStoreScript<string[], readonly { readonly id: string; readonly at: string }[]>({
  name: "hailuoListQueued",
  file: "records/list-queued",
  parse: (reply) => reply.flatMap((id, at) => (at % 2 === 0 ? [{ id, at: reply[at + 1] ?? "" }] : [])),
});

export const forgetScript = defineStoreScript<number, number>({
  name: "hailuoForget",
  file: "records/forget",
  parse: Number,
});

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
