import { optional } from "@hailuo-queue/contracts";
import type { RefusalCode, Resolution } from "@hailuo-queue/producer";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showResolution } from "../../views/resolution.ts";
import type { resolve } from "./operations.ts";

export async function resolveGeneration({ own, params, body, tell, once }: CallOf<typeof resolve>): Promise<Answer> {
  const resolution = resolutionOf(body, once?.claimedAt);
  tell({
    ...(resolution.action === "task" ? { about: { task: resolution.taskId } } : {}),
    details: { action: resolution.action, ...(body.force === true ? { force: "true" } : {}) },
  });
  const receipt = await own.resolve(params.id, resolution);
  if (receipt.result === "refused")
    throw new Problem(STATUS_OF[receipt.code], receipt.code, { detail: receipt.message });
  if (receipt.again === true) tell({ details: { again: "true" } });
  return json(200, showResolution(resolution.action, receipt, await own.get(params.id)));
}

/** What speaks against the very thing that was said, and what speaks against doing it now. */
const STATUS_OF: Readonly<Record<RefusalCode, number>> = {
  unknown_task: 422,
  other_task: 422,
  not_waiting: 409,
  task_taken: 409,
  task_may_exist: 409,
  not_looked: 409,
  changed: 409,
  needs_rebuy: 409,
  input_gone: 409,
};

function resolutionOf(
  { task_id: taskId, resubmit, force }: CallOf<typeof resolve>["body"],
  lostBefore: number | undefined,
): Resolution {
  if (taskId !== undefined) return { action: "task", taskId };
  if (resubmit === true) return { action: "resubmit", ...optional({ force, lostBefore }) };
  return { action: "fail" };
}
