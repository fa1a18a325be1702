import { toUsd, totalBill } from "./bill.ts";
import { v1Refusal } from "./dialects/minimax-v1.ts";
import { keyRefusal } from "./gate.ts";
import { answer, type Reply } from "./reply.ts";
import { refusal } from "./refusals.ts";
import { rollFault, type World } from "./world.ts";

export const BALANCE_PATH = "/account/query_balance";
export const PLAN_PATH = "/v1/token_plan/remains";

/** What the account has left, in the live shapes: decimal strings for money, percentages for a plan. */
export function handleFunds(
  world: World,
  call: { readonly path: string; readonly authorization: string | undefined },
): Reply {
  const fault = rollFault(world, "funds");
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "fundsReset") return { kind: "reset" };
  if (fault === "fundsHang") return { kind: "hang", hangMs: world.settings.faults.hangMs ?? 60_000 };
  if (fault === "funds502Html") return { kind: "html", httpStatus: 502, title: "502 Bad Gateway" };
  const refused = keyRefusal(world, call.authorization) ?? (fault === "funds1002" ? refusal(1002) : undefined);
  if (refused !== undefined) {
    world.refusedReads.add(String(refused.code));
    return answer(v1Refusal("file", refused));
  }
  return answer({
    httpStatus: 200,
    body: {
      ...(call.path === PLAN_PATH ? plan(world) : balance(world)),
      base_resp: { status_code: 0, status_msg: "success" },
    },
  });
}

function balance(world: World): Record<string, unknown> {
  const { balanceUsd, balanceAlertUsd } = world.settings;
  const left = balanceUsd - toUsd(totalBill(world.tasks, world.now()));
  return {
    available_amount: left.toFixed(4),
    cash_balance: left.toFixed(4),
    voucher_balance: "0.0000",
    credit_balance: "0.0000",
    owed_amount: "0.0000",
    balance_alert_switch: balanceAlertUsd > 0,
    balance_alert_threshold: balanceAlertUsd.toFixed(2),
  };
}

const WEEK_MS = 7 * 86_400_000;
const INTERVAL_MS = 5 * 3_600_000;

function plan(world: World): Record<string, unknown> {
  const { planRemainingPercent } = world.settings;
  const now = world.now();
  const left = (percent: number): number => (percent > 0 ? 1 : 2);
  const bucket = (model_name: string, percent: number): Record<string, unknown> => ({
    model_name,
    start_time: now - INTERVAL_MS / 2,
    end_time: now + INTERVAL_MS / 2,
    remains_time: INTERVAL_MS / 2,
    current_interval_total_count: 100,
    current_interval_usage_count: 100 - percent,
    current_interval_remaining_percent: percent,
    current_interval_status: left(percent),
    weekly_end_time: now + WEEK_MS / 2,
    weekly_remains_time: WEEK_MS / 2,
    current_weekly_total_count: 1000,
    current_weekly_usage_count: 10 * (100 - percent),
    current_weekly_remaining_percent: percent,
    current_weekly_status: left(percent),
  });
  return { model_remains: [bucket("general", 100), bucket("video", planRemainingPercent)] };
}
