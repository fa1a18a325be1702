import { type AccountBalance, type PlanWindow, optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { bodyOf, isSuccess, type ProviderAnswer } from "../core/answer.ts";
import { readFault } from "../core/read-fault.ts";
import type { Unanswered } from "../dialects/dialect.ts";

/** What an account has left, or why that is not known. */
export type FundsReading =
  | {
      readonly ok: true;
      readonly funds: { readonly balance: AccountBalance } | { readonly plan: readonly PlanWindow[] };
    }
  | Unanswered;

/**
 * One question about an account's funds, and how its answer is read. Source: the provider's own client, and live
 * answers of 2026.
 */
export interface FundsQuestion {
  readonly path: string;
  read(answer: ProviderAnswer): FundsReading;
}

/** Keys of a plan are told what is left of it, all others their balance. */
export function fundsQuestion(key: string): FundsQuestion {
  return key.startsWith("sk-cp-") ? PLAN : BALANCE;
}

const MICRO = 1_000_000;
/** Amounts are decimal strings; a number is taken too. */
const amount = z
  .union([z.string().regex(/^\s*-?\d+(?:\.\d+)?\s*$/), z.number()])
  .transform((value) => Math.round(Number(value) * MICRO))
  .pipe(z.number().int());
const optionalAmount = amount.optional().catch(undefined);
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => value === true || value === 1 || /^(?:1|true|on)$/i.test(String(value)));

const balanceAnswer = z.looseObject({
  available_amount: amount,
  owed_amount: optionalAmount,
  balance_alert_switch: flag.optional().catch(undefined),
  balance_alert_threshold: optionalAmount,
});

const BALANCE: FundsQuestion = {
  path: "/account/query_balance",
  read(answer) {
    const told = isRefused(answer) ? undefined : balanceAnswer.safeParse(bodyOf(answer)).data;
    if (told === undefined) return { ok: false, fault: readFault(answer) };
    const { available_amount, owed_amount = 0, balance_alert_switch, balance_alert_threshold } = told;
    const alert = balance_alert_switch === true &&
      balance_alert_threshold !== undefined && { alertBelowMicro: balance_alert_threshold };
    return { ok: true, funds: { balance: { availableMicro: available_amount, owedMicro: owed_amount, ...alert } } };
  },
};

const count = z.number().optional().catch(undefined);
const bucket = z.looseObject({
  model_name: z.string(),
  end_time: count,
  weekly_end_time: count,
  current_interval_total_count: count,
  current_interval_remaining_percent: count,
  current_interval_status: count,
  current_weekly_total_count: count,
  current_weekly_remaining_percent: count,
  current_weekly_status: count,
});
const planAnswer = z.looseObject({ model_remains: z.array(z.unknown()) });
type Bucket = z.output<typeof bucket>;

const PLAN: FundsQuestion = {
  path: "/v1/token_plan/remains",
  read(answer) {
    const told = isRefused(answer) ? undefined : planAnswer.safeParse(bodyOf(answer)).data;
    if (told === undefined) return { ok: false, fault: readFault(answer) };
    const buckets = told.model_remains.flatMap((entry) => bucket.safeParse(entry).data ?? []);
    return { ok: true, funds: { plan: buckets.filter(isOfVideos).flatMap(windowsOf) } };
  },
};

/** Newer plans have one bucket for all videos, older ones one for each model. */
function isOfVideos({ model_name }: Bucket): boolean {
  return /^video$|hailuo|\bH3\b/i.test(model_name);
}

function windowsOf(told: Bucket): PlanWindow[] {
  return [
    window(
      "interval",
      told.current_interval_status,
      told.current_interval_total_count,
      told.current_interval_remaining_percent,
      told.end_time,
    ),
    window(
      "week",
      told.current_weekly_status,
      told.current_weekly_total_count,
      told.current_weekly_remaining_percent,
      told.weekly_end_time,
    ),
  ].flatMap((each) => each ?? []);
}

/** The counts of what was used changed their meaning in 2026, the percentages did not. */
function window(
  span: PlanWindow["span"],
  status: number | undefined,
  total: number | undefined,
  remainingPercent: number | undefined,
  endTime: number | undefined,
): PlanWindow | undefined {
  if (status === undefined && total === undefined && remainingPercent === undefined) return undefined;
  return {
    span,
    status: statusOf(status, total, remainingPercent),
    ...optional({ remainingPercent }),
    ...(endTime !== undefined && endTime > 0 && { resetsAt: endTime < SECONDS_BELOW ? endTime * 1000 : endTime }),
  };
}

/** A time in ms has thirteen digits, one in seconds ten. */
const SECONDS_BELOW = 100_000_000_000;

function statusOf(
  status: number | undefined,
  total: number | undefined,
  remainingPercent: number | undefined,
): PlanWindow["status"] {
  if (status === 3) return "unlimited";
  if (status === 2 || remainingPercent === 0) return "used_up";
  // Nothing in all, and all of it left: not a window of this plan.
  return total === 0 && (remainingPercent ?? 100) >= 100 ? "not_in_plan" : "normal";
}

function isRefused(answer: ProviderAnswer): boolean {
  return !isSuccess(answer) || readFault(answer)?.providerCode !== undefined;
}
