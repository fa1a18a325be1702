import { changeWords, optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { microUsd } from "../../views/batch.ts";
import { showTenant } from "../../views/tenant.ts";
import type { PartsOf } from "../route-parts.ts";
import type { change } from "./operations.ts";

export async function changeTenant(
  { params: { name }, body, tell }: CallOf<typeof change>,
  { producer, quotas }: PartsOf<"producer" | "quotas">,
): Promise<Answer> {
  const { backlog } = producer;
  const before = await showTenant(await backlog.tenant(name), quotas);
  tell({
    details: changeWords({
      weight: [before.weight, body.weight],
      budget_usd: [before.budget_usd, body.budget_usd],
      paused: [before.paused, body.paused],
      requests_per_minute: [before.requests_per_minute, body.requests_per_minute],
      max_unfinished: [before.max_unfinished, body.max_unfinished],
      max_bytes: [before.max_bytes, body.max_bytes],
    }),
  });
  if (body.weight !== undefined) await backlog.setTenantWeight(name, body.weight);
  if (body.budget_usd !== undefined)
    await backlog.setTenantBudget(name, body.budget_usd === null ? null : microUsd(body.budget_usd));
  if (body.paused !== undefined) await (body.paused ? backlog.pauseTenant(name) : backlog.resumeTenant(name));
  await quotas.set(
    name,
    optional({
      requestsPerMinute: body.requests_per_minute,
      maxUnfinished: body.max_unfinished,
      maxBytes: body.max_bytes,
    }),
  );
  return json(200, await showTenant(await backlog.tenant(name), quotas));
}
