import { changeWords, optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { microUsd, showBatchOf } from "../../views/batch.ts";
import type { change } from "./operations.ts";

export async function changeBatch({ own, params, body, tell }: CallOf<typeof change>): Promise<Answer> {
  const before = await showBatchOf(own, params.id);
  tell({
    details: changeWords({
      priority: [before.priority, body.priority],
      max_failure_ratio: [before.max_failure_ratio, body.max_failure_ratio],
      budget_usd: [before.budget_usd, body.budget_usd],
      name: [before.name, body.name],
    }),
  });
  if (body.priority !== undefined) await own.setBatchPriority(params.id, body.priority);
  await own.setBatchLimits(params.id, {
    ...optional({ maxFailureRatio: body.max_failure_ratio }),
    ...(body.budget_usd === undefined
      ? {}
      : { budgetMicroUsd: body.budget_usd === null ? null : microUsd(body.budget_usd) }),
  });
  const { name, tags, metadata } = body;
  if (name !== undefined || tags !== undefined || metadata !== undefined)
    await own.setBatchLabels(params.id, optional({ name, tags, metadata }));
  return json(200, await showBatchOf(own, params.id));
}
