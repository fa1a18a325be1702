import type { TenantQuotaStore } from "@hailuo-queue/access";
import type { TenantStanding } from "@hailuo-queue/contracts";
import { z } from "zod";
import { usd, usdOrNull } from "./batch.ts";

export const tenantSchema = z
  .object({
    object: z.literal("tenant"),
    name: z.string(),
    weight: z.number(),
    paused: z.boolean(),
    unfinished: z.number().int(),
    budget_usd: z.number().nullable(),
    reserved_usd: z.number(),
    spent_usd: z.number(),
    requests_per_minute: z.number().int().nullable().describe("null: the gateway's default"),
    max_unfinished: z.number().int().nullable().describe("null: the gateway's default"),
    bytes_kept: z.number().int().describe("bytes of its records in Redis (an estimate) and of its inputs in storage"),
    input_bytes: z.number().int().describe("of them, its inputs"),
    max_bytes: z.number().int().nullable().describe("null: the gateway's default"),
  })
  .meta({ id: "Tenant" });

/** With the quotas that are its own. */
export async function showTenant(
  standing: TenantStanding,
  quotas: Pick<TenantQuotaStore, "of">,
): Promise<z.output<typeof tenantSchema>> {
  const own = await quotas.of(standing.tenant);
  return {
    object: "tenant",
    name: standing.tenant,
    weight: standing.weight,
    paused: standing.paused,
    unfinished: standing.unfinished,
    budget_usd: usdOrNull(standing.budgetMicroUsd),
    reserved_usd: usd(standing.reservedMicroUsd),
    spent_usd: usd(standing.spentMicroUsd),
    requests_per_minute: own.requestsPerMinute ?? null,
    max_unfinished: own.maxUnfinished ?? null,
    bytes_kept: standing.keptBytes,
    input_bytes: standing.inputBytes,
    max_bytes: own.maxBytes ?? null,
  };
}
