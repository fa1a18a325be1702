import type { TenantStanding } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import type { balance } from "./operations.ts";
import { SUCCESS } from "./show-task.ts";
import { warningHeader } from "./warning-header.ts";

const MICRO_USD_OF_A_CENT = 10_000;
/** What is told of a tenant that nothing bounds: programs read a number. */
const UNBOUNDED_USD = "999999999.99";
const NO_BUDGET = "the tenant has no budget here, so its balance is told as the most there can be";

/** The tenant's budget as the provider tells a balance: dollars in decimal texts. */
export async function tellBalance({ own }: CallOf<typeof balance>, { producer }: PartsOf<"producer">): Promise<Answer> {
  const standing = await producer.backlog.tenant(own.tenant);
  const left = centsLeft(standing);
  const available = left === undefined ? UNBOUNDED_USD : (left / 100).toFixed(2);
  const body = {
    available_amount: available,
    cash_balance: available,
    voucher_balance: "0.00",
    credit_balance: "0.00",
    owed_amount: "0.00",
    balance_alert_switch: false,
    balance_alert_threshold: "",
    base_resp: SUCCESS,
  };
  return json(200, body, warningHeader(left === undefined ? [NO_BUDGET] : []));
}

/** As the provider counts: 1 normal, 2 used up, 3 without a limit. */
const STATUS = { normal: 1, usedUp: 2, unlimited: 3 } as const;
/** A budget has no period after which it begins anew. */
const FROM = Date.UTC(2020, 0, 1);
const UNTIL = Date.UTC(2099, 11, 31);

/** The same as the provider tells what is left of a plan, in US cents. */
export async function tellRemains(
  { own }: CallOf<typeof balance>,
  { producer, now }: PartsOf<"producer" | "now">,
): Promise<Answer> {
  const standing = await producer.backlog.tenant(own.tenant);
  const total = Math.floor((standing.budgetMicroUsd ?? 0) / MICRO_USD_OF_A_CENT);
  const left = centsLeft(standing);
  const percent = left === undefined ? 100 : total === 0 ? 0 : Math.floor((left / total) * 100);
  const status = left === 0 ? STATUS.usedUp : STATUS.normal;
  const video = {
    model_name: "video",
    start_time: FROM,
    end_time: UNTIL,
    remains_time: UNTIL - now(),
    current_interval_total_count: total,
    current_interval_usage_count: left === undefined ? 0 : total - left,
    current_interval_remaining_percent: percent,
    current_interval_status: status,
    weekly_start_time: FROM,
    weekly_end_time: UNTIL,
    weekly_remains_time: UNTIL - now(),
    current_weekly_total_count: 0,
    current_weekly_usage_count: 0,
    current_weekly_remaining_percent: 100,
    current_weekly_status: STATUS.unlimited,
  };
  return json(
    200,
    { model_remains: [video], base_resp: SUCCESS },
    warningHeader(left === undefined ? [NO_BUDGET] : []),
  );
}

/** Undefined: nothing bounds it. Down to whole cents, so that what is told is surely there. */
function centsLeft({ budgetMicroUsd, reservedMicroUsd, spentMicroUsd }: TenantStanding): number | undefined {
  if (budgetMicroUsd === undefined) return undefined;
  return Math.max(0, Math.floor((budgetMicroUsd - reservedMicroUsd - spentMicroUsd) / MICRO_USD_OF_A_CENT));
}
