import { optional } from "@hailuo-queue/contracts";
import type { ReplayReceipt, Resolution } from "@hailuo-queue/producer";
import { z } from "zod";
import { type Act, type ActAnswer, defineAct } from "./act.ts";
import { id, text, why, whyDetails } from "./fields.ts";

const cancel = defineAct({
  name: "generation.cancel",
  role: "submit",
  audit: "generation.cancel",
  body: z.strictObject({ id, why }),
  async run({ hands, body, tell, refuse }) {
    tell({ about: { generation: body.id }, ...whyDetails(body.why) });
    const receipt = await hands.cancel(body.id);
    if (receipt.result === "cancelled") return { told: "It is cancelled." };
    if (receipt.result === "cancelling") return { told: "It is cancelled once its task has ended." };
    refuse(receipt.result);
    return {
      refused: true,
      told: receipt.result === "already_ended" ? `It has ended: ${receipt.state}.` : "It is not there.",
    };
  },
});

const retry = defineAct({
  name: "generation.retry",
  role: "submit",
  audit: "generation.retry",
  body: z.strictObject({ id, rebuy: z.boolean().default(false), why }),
  async run({ hands, body, tell, refuse }) {
    const { details } = whyDetails(body.why);
    tell({ about: { generation: body.id }, details: { rebuy: String(body.rebuy), ...details } });
    // BUYS it again, where a person said so.
    return answerOf(await hands.retry(body.id, { rebuy: body.rebuy }), refuse);
  },
});

const edit = defineAct({
  name: "generation.edit",
  role: "submit",
  audit: "generation.edit",
  body: z.strictObject({
    id,
    fields: z.record(z.string().max(60), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])),
    why,
  }),
  async run({ hands, body, tell, refuse }) {
    tell({ about: { generation: body.id }, ...whyDetails(body.why) });
    // MAY BUY: what has ended is made again as its next take.
    const receipt = await hands.edit(body.id, body.fields);
    if (receipt.result === "same") return { refused: true, told: "That is its request already." };
    if (receipt.result === "refused") {
      refuse(receipt.code);
      return { refused: true, told: receipt.message };
    }
    tell({ details: { take: String(receipt.take) } });
    return { told: receipt.inPlace ? "It waits with the new request." : `It is made again, as take ${receipt.take}.` };
  },
});

const resolve = defineAct({
  name: "generation.resolve",
  role: "submit",
  audit: "generation.resolve",
  body: z.discriminatedUnion("action", [
    z.strictObject({ action: z.literal("task"), id, task_id: text(200), why }),
    z.strictObject({ action: z.literal("resubmit"), id, force: z.boolean().default(false), why }),
    z.strictObject({ action: z.literal("fail"), id, why }),
  ]),
  async run({ hands, body, tell, refuse }) {
    const { details } = whyDetails(body.why);
    tell({ about: { generation: body.id }, details: { action: body.action, ...details } });
    const resolution: Resolution =
      body.action === "task"
        ? { action: "task", taskId: body.task_id }
        : body.action === "resubmit"
          ? { action: "resubmit", ...(body.force ? { force: true } : {}) }
          : { action: "fail" };
    return answerOf(await hands.resolve(body.id, resolution), refuse);
  },
});

const WORDS = {
  downloading: "It is downloaded again.",
  generating: "Its task is followed again.",
  queued: "It waits for its turn, and is bought again.",
  failed: "It is given up.",
  cancelled: "It is given up.",
} as const;

function answerOf(receipt: ReplayReceipt, refuse: (code: string) => void): ActAnswer {
  if (receipt.result !== "refused") return { told: WORDS[receipt.result] };
  refuse(receipt.code);
  return { refused: true, told: receipt.message, ...optional({ data: { code: receipt.code } }) };
}

export const GENERATION_ACTS: readonly Act[] = [cancel, retry, edit, resolve];
