import { TENANT_WEIGHTS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../../http/route.ts";
import { budgetField, nameParams } from "../../views/fields.ts";
import { tenantSchema } from "../../views/tenant.ts";

const tenantChange = z
  .strictObject({
    weight: z.number().min(TENANT_WEIGHTS.least).max(TENANT_WEIGHTS.most).optional(),
    budget_usd: budgetField,
    paused: z.boolean().optional(),
    requests_per_minute: z.number().int().min(0).max(1e9).nullable().optional(),
    max_unfinished: z.number().int().min(0).max(1e9).nullable().optional(),
    max_bytes: z.number().int().min(0).max(1e15).nullable().optional(),
  })
  .meta({ id: "TenantChange", description: "Fields that are left out do not change; null removes a limit." });

const pageSchema = z.object({ object: z.literal("list"), data: z.array(tenantSchema) }).meta({ id: "TenantPage" });
const tag = "Tenants";

export const own = defineOperation({
  tag,
  summary: "Get your tenant: its budget, what it has spent, and its quotas",
  answers: { 200: { description: "As it is now", schema: tenantSchema } },
});

export const list = defineOperation({
  tag,
  summary: "List tenants: who shares the accounts, in which proportion, and what each has spent",
  answers: {
    200: { description: "All of them", schema: pageSchema },
  },
});

export const change = defineOperation({
  tag,
  audit: "tenant.set",
  summary: "Change its weight, budget, quotas, or pause it",
  params: nameParams,
  body: tenantChange,
  answers: { 200: { description: "As it is now", schema: tenantSchema } },
});
