import { type BatchLimits, changeWords, optional, PRIORITIES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { type Act, defineAct } from "./act.ts";
import { budget, id, numberFrom, why, whyDetails } from "./fields.ts";

const MICRO = 1_000_000;

const pause = defineAct({
  name: "batch.pause",
  role: "submit",
  audit: "batch.pause",
  body: z.strictObject({ id, why }),
  async run({ hands, body, tell }) {
    tell({ about: { batch: body.id }, ...whyDetails(body.why) });
    await hands.pauseBatch(body.id);
    return {
      told: `${body.id} is paused: it starts no new videos.`,
      undo: { act: "batch.resume", body: { id: body.id } },
    };
  },
});

const resume = defineAct({
  name: "batch.resume",
  role: "submit",
  audit: "batch.resume",
  body: z.strictObject({ id, why }),
  async run({ hands, body, tell }) {
    tell({ about: { batch: body.id }, ...whyDetails(body.why) });
    await hands.resumeBatch(body.id);
    return { told: `${body.id} goes on.`, undo: { act: "batch.pause", body: { id: body.id } } };
  },
});

const cancel = defineAct({
  name: "batch.cancel",
  role: "submit",
  audit: "batch.cancel",
  body: z.strictObject({ id, why }),
  async run({ hands, body, tell }) {
    tell({ about: { batch: body.id }, ...whyDetails(body.why) });
    const { cancelled, cancelling } = await hands.cancelBatch(body.id);
    tell({ details: { cancelled: String(cancelled), cancelling: String(cancelling) } });
    return { told: `${cancelled} cancelled, ${cancelling} being cancelled.` };
  },
});

const retry = defineAct({
  name: "batch.retry",
  role: "submit",
  audit: "batch.retry",
  body: z.strictObject({ id, rebuy: z.boolean().default(false), code: z.string().max(100).optional(), why }),
  async run({ hands, body, tell }) {
    const { details } = whyDetails(body.why);
    tell({
      about: { batch: body.id },
      details: { rebuy: String(body.rebuy), ...optional({ code: body.code }), ...details },
    });
    // BUYS again what has no video, where a person said so.
    const { retried, refused } = await hands.retryBatch(body.id, {
      rebuy: body.rebuy,
      ...optional({ code: body.code }),
    });
    tell({ details: { retried: String(retried), refused: String(refused) } });
    return { told: `${retried} retried, ${refused} unchanged.` };
  },
});

const resolve = defineAct({
  name: "batch.resolve",
  role: "submit",
  audit: "batch.resolve",
  body: z.strictObject({ id, action: z.enum(["resubmit", "fail"]), dry_run: z.boolean().default(false), why }),
  async run({ hands, body, tell }) {
    const { details } = whyDetails(body.why);
    tell({
      about: { batch: body.id },
      details: { action: body.action, ...(body.dry_run ? { dry_run: "true" } : {}), ...details },
    });
    const receipt = await hands.resolveBatch(body.id, { action: body.action }, { dryRun: body.dry_run });
    tell({ details: { resolved: String(receipt.resolved), waiting: String(receipt.waiting) } });
    return { told: `${receipt.resolved} of ${receipt.waiting} decided.`, data: receipt };
  },
});

const set = defineAct({
  name: "batch.set",
  role: "submit",
  audit: "batch.set",
  body: z.strictObject({
    id,
    priority: z.enum(PRIORITIES, `must be one of ${PRIORITIES.join(", ")}`).optional(),
    budget_usd: budget,
    max_failure_ratio: numberFrom(0, 1).nullable().optional(),
    why,
  }),
  async run({ hands, body, tell }) {
    const before = await hands.batch(body.id);
    const budgetBefore = before.budgetMicroUsd === undefined ? null : before.budgetMicroUsd / MICRO;
    const ratioBefore = before.maxFailureRatio ?? null;
    const { details } = whyDetails(body.why);
    tell({
      about: { batch: body.id },
      details: {
        ...changeWords({
          priority: [before.priority ?? null, body.priority],
          budget_usd: [budgetBefore, body.budget_usd],
          max_failure_ratio: [ratioBefore, body.max_failure_ratio],
        }),
        ...details,
      },
    });
    const limits: BatchLimits = optional({
      budgetMicroUsd:
        body.budget_usd === undefined || body.budget_usd === null
          ? body.budget_usd
          : Math.round(body.budget_usd * MICRO),
      maxFailureRatio: body.max_failure_ratio,
    });
    if (Object.keys(limits).length > 0) await hands.setBatchLimits(body.id, limits);
    if (body.priority !== undefined) await hands.setBatchPriority(body.id, body.priority);
    const undo = {
      id: body.id,
      ...(body.budget_usd === undefined ? {} : { budget_usd: budgetBefore }),
      ...(body.max_failure_ratio === undefined ? {} : { max_failure_ratio: ratioBefore }),
      ...(body.priority === undefined ? {} : { priority: before.priority ?? "normal" }),
    };
    return { told: `${body.id} is changed.`, undo: { act: "batch.set", body: undo } };
  },
});

export const BATCH_ACTS: readonly Act[] = [pause, resume, cancel, retry, resolve, set];
