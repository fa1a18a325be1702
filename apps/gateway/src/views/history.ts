import {
  type History,
  type HistoryPoint,
  HISTORY_SCOPES,
  HISTORY_STEPS,
  type HistoryStep,
  isoTime,
  WAIT_CAUSES,
} from "@hailuo-queue/contracts";
import { z } from "zod";

const STEPS = Object.keys(HISTORY_STEPS) as [HistoryStep, ...HistoryStep[]];

/** A step of a series. */
export const stepField = z
  .enum(STEPS)
  .optional()
  .describe("how long a point lasts; default: the shortest whose points reach back to `since`");

const count = z.number().int();

const pointSchema = z.object({
  at: z.string().nullable().describe("its start"),
  created: count.describe("generations submitted; 0 of an account, as it is not known yet which one makes them"),
  succeeded: count,
  cancelled: count,
  failed: z.record(z.string(), count).describe("by the code of their error"),
  waited_seconds: z
    .record(z.string(), count)
    .describe(
      `seconds that generations waited for their create, summed over all of them, by cause: ${WAIT_CAUSES.join(", ")}, and more in later versions`,
    ),
  spent_usd: z.number().describe("when a task had ended"),
  slot_seconds: count.describe("seconds that unfinished tasks held slots, summed: 20 slots for a minute are 1,200"),
  slot_seconds_allowed: count.describe("the same of all slots that there were, used or not"),
  polls: count.describe("of the tasks that ended"),
});

export const historySchema = z
  .object({
    object: z.literal("history"),
    scope: z.object({
      kind: z.enum(["all", ...HISTORY_SCOPES]),
      name: z.string().nullable().describe("null: the whole deployment"),
    }),
    step: z.enum(STEPS),
    data: z.array(pointSchema).describe("oldest first, without gaps; the last one still grows"),
  })
  .meta({ id: "History" });

export function showHistory({ scope, step, points }: History): z.output<typeof historySchema> {
  return {
    object: "history",
    scope: { kind: scope.kind, name: scope.kind === "all" ? null : scope.name },
    step,
    data: points.map(showPoint),
  };
}

function showPoint(point: HistoryPoint): z.output<typeof pointSchema> {
  const { at, created, succeeded, cancelled, failed, waitedSeconds, spentMicroUsd, polls } = point;
  return {
    at: isoTime(at),
    created,
    succeeded,
    cancelled,
    failed: { ...failed },
    waited_seconds: { ...waitedSeconds },
    spent_usd: spentMicroUsd / 1_000_000,
    slot_seconds: point.slotSeconds,
    slot_seconds_allowed: point.slotSecondsAllowed,
    polls,
  };
}
