import type { BatchSummary, TenantStanding } from "@hailuo-queue/contracts";
import type { DiagnosisFacts } from "./facts.ts";
import { type Trouble, waitWords } from "./trouble.ts";

/** What users stopped, and what batches and tenants stop by themselves. */
export function judgeStops({ batches, tenants }: Pick<DiagnosisFacts, "batches" | "tenants">): readonly Trouble[] {
  return [
    ...tenants.flatMap((standing) => tenantStop(standing, batches)),
    ...batches.flatMap((batch) => batchStop(batch)),
  ];
}

function tenantStop(
  { tenant, paused, budgetMicroUsd, reservedMicroUsd, spentMicroUsd, stopped }: TenantStanding,
  batches: readonly BatchSummary[],
): readonly Trouble[] {
  const generations = batches
    .filter((batch) => batch.tenant === tenant)
    .reduce((sum, { counts }) => sum + counts.queued, 0);
  if (generations === 0) return [];
  const base = { severity: "stops", tenant, generations } as const;
  if (paused)
    return [
      {
        ...base,
        cause: "tenant_paused",
        what: `Tenant ${tenant} was paused by a user: ${waitWords(generations)}.`,
        remedy: `\`hailuo tenants resume ${tenant}\` goes on.`,
      },
    ];
  const usedMicroUsd = reservedMicroUsd + spentMicroUsd;
  // What is left may be less than the next price.
  if (budgetMicroUsd === undefined || (stopped !== true && usedMicroUsd < budgetMicroUsd)) return [];
  return [
    {
      ...base,
      cause: "tenant_budget",
      what: `${usedMicroUsd < budgetMicroUsd ? `The next price does not fit the budget of tenant ${tenant}` : "The budget of tenant " + `${tenant} is used up`} (${dollars(usedMicroUsd)} of ${dollars(budgetMicroUsd)}): ${waitWords(generations)}.`,
      remedy: `\`hailuo tenants set ${tenant} --budget AMOUNT\` raises it.`,
    },
  ];
}

function batchStop(batch: BatchSummary): readonly Trouble[] {
  const { batchId, counts, tenant, stopped } = batch;
  const generations = counts.queued;
  if (generations === 0) return [];
  const base = { severity: "stops", batch: batchId, tenant, generations } as const;
  const waits = waitWords(generations);
  if (batch.cancelling === true)
    return [
      {
        ...base,
        cause: "batch_cancelling",
        what: `Batch ${batchId} is being cancelled.`,
        remedy: "It ends by itself.",
      },
    ];
  if (batch.paused === true)
    return [
      {
        ...base,
        cause: "batch_paused",
        what: `Batch ${batchId} was paused by a user: ${waits}.`,
        remedy: `\`hailuo batches resume ${batchId}\` goes on.`,
      },
    ];
  if (batch.phase === "open")
    return [
      {
        ...base,
        cause: "batch_open",
        what: `Batch ${batchId} is still being filled: ${waits}.`,
        remedy: "It starts when its caller seals it.",
      },
    ];
  if (stopped === undefined) return [];
  switch (stopped) {
    case "rejected":
      return [];
    case "budget":
      return [
        {
          ...base,
          cause: "batch_budget",
          what:
            `The next price does not fit the budget of batch ${batchId} ` +
            `(${dollars(batch.spentMicroUsd)} of ${dollars(batch.budgetMicroUsd ?? 0)} spent): ` +
            `${waits}.`,
          remedy: `\`hailuo batches set ${batchId} --budget AMOUNT\` raises it.`,
        },
      ];
    case "no_price":
      return [
        {
          ...base,
          cause: "batch_no_price",
          what: `Batch ${batchId} has a budget, and no price is known for its next video: ${waits}.`,
          remedy:
            "Set a price in HAILUO_PRICES_FILE and submit again, or take the budget away: " +
            `\`hailuo batches set ${batchId} --budget none\`.`,
        },
      ];
    case "failure_ratio":
      return [
        {
          ...base,
          cause: "batch_failure_ratio",
          what:
            `Batch ${batchId} stopped because too many of its generations failed ` +
            `(${counts.failed} of ${batch.total}): ${waits}.`,
          remedy:
            `\`hailuo list --batch ${batchId} --state failed\` tells why; ` +
            `\`hailuo batches resume ${batchId}\` goes on.`,
        },
      ];
  }
}

function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}
