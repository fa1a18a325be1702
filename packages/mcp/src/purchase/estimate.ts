import { GatewayError } from "@hailuo-queue/client";
import { told } from "../told.ts";
import type { ToolContext } from "../tool-context.ts";
import { decidePurchase, type PurchaseDecision } from "./decide-purchase.ts";

/** What a purchase would cost. */
export interface Estimate {
  readonly videos: number;
  /** At most, of those that have a price. */
  readonly costMicroUsd: number;
  readonly unpriced: number;
  /** About, if nothing else waits; null where no worker has told its limits. */
  readonly seconds: number | null;
  readonly budgetUsd: number | null;
  readonly budgetLeftMicroUsd: number | undefined;
}

/**
 * Asks the gateway what these requests cost; buys nothing.
 * @throws GatewayError (with faults) if one cannot be made.
 */
export async function estimate({ client }: ToolContext, requests: readonly object[]): Promise<Estimate> {
  const [report, tenant] = await Promise.all([
    told(
      client.api.POST("/api/v1/batches/dry-run", {
        body: requests.map((request) => JSON.stringify(request)).join("\n") as never,
        bodySerializer: String,
        // A field that is not known is no field to ignore: it was meant to change the video.
        params: { query: { strict: "true" } },
        headers: { "content-type": "application/x-ndjson" },
      }),
    ),
    told(client.api.GET("/api/v1/tenant")),
  ]);
  if (report.invalid > 0)
    throw new GatewayError(400, {
      code: "invalid_request",
      detail: `${report.received === 1 ? "The request" : `${report.invalid} of ${report.received} requests`} cannot be made. Nothing was bought.`,
      errors: report.faults.map(({ index, field, message }) => ({
        field: `${report.received === 1 ? "" : `request ${index + 1}: `}${field ?? "(request)"}`,
        message,
      })),
    });
  return {
    videos: report.valid,
    costMicroUsd: Math.round(report.cost_usd * 1_000_000),
    unpriced: report.unpriced,
    seconds: report.seconds,
    budgetUsd: tenant.budget_usd,
    budgetLeftMicroUsd:
      tenant.budget_usd === null
        ? undefined
        : Math.round((tenant.budget_usd - tenant.spent_usd - tenant.reserved_usd) * 1_000_000),
  };
}

/** What the user has agreed to pay. */
export interface Agreement {
  readonly max_cost_usd?: number | undefined;
  readonly allow_unpriced?: boolean | undefined;
}

/** Whether its caller has agreed to buy it. */
export function judge(
  { askAboveMicroUsd }: Pick<ToolContext, "askAboveMicroUsd">,
  { videos, costMicroUsd, unpriced, budgetLeftMicroUsd }: Estimate,
  { max_cost_usd: maxCostUsd, allow_unpriced: allowUnpriced }: Agreement,
): PurchaseDecision {
  return decidePurchase({
    videos,
    costMicroUsd,
    unpriced,
    maxCostMicroUsd: maxCostUsd === undefined ? undefined : Math.floor(maxCostUsd * 1_000_000 + 0.5),
    allowUnpriced: allowUnpriced ?? false,
    askAboveMicroUsd,
    budgetLeftMicroUsd,
  });
}
