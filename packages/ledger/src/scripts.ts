import type { SubmitReceipt } from "@hailuo-queue/contracts";
import { defineScript } from "@hailuo-queue/redis";

export const submitScript = defineScript<[SubmitReceipt["result"], string][], readonly SubmitReceipt[]>({
  name: "hailuoSubmit",
  file: new URL("../lua/submit.lua", import.meta.url),
  parse: (reply) => reply.map(([result, id]) => ({ result, id })),
});

export type TransitionReply =
  | { readonly outcome: "moved" | "not_moved"; readonly fields: readonly string[] }
  /** The record's account is another one than the call's keys were made for. */
  | { readonly outcome: "other_account"; readonly account: string };

export const transitionScript = defineScript<[number, string[] | string][], readonly TransitionReply[]>({
  name: "hailuoTransition",
  file: new URL("../lua/transition.lua", import.meta.url),
  parse: (replies) =>
    replies.map(([outcome, rest]) => {
      if (outcome === -1) return { outcome: "other_account", account: rest as string };
      return { outcome: outcome === 1 ? "moved" : "not_moved", fields: rest as string[] };
    }),
});

export const notePollScript = defineScript<null, void>({
  name: "hailuoNotePoll",
  file: new URL("../lua/note-poll.lua", import.meta.url),
  parse: () => undefined,
});
