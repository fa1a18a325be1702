import { type AccountUsage, isoTime, refusingFields } from "@hailuo-queue/contracts";
import { z } from "zod";

export const accountSchema = z
  .object({
    object: z.literal("account"),
    name: z.string(),
    slots_used: z.number().int(),
    slots_allowed: z.number().int(),
    backlog: z.number().int(),
    windows: z.array(
      z.object({ surface: z.string(), window_seconds: z.number(), used: z.number().int(), limit: z.number().int() }),
    ),
    held: z.boolean(),
    draining: z.boolean(),
    paused_until: z.iso.datetime().nullable(),
    paused_reason: z.string().nullable(),
    refusing: z
      .object({
        since: z.iso.datetime(),
        times: z.number().int(),
        last_at: z.iso.datetime(),
        reason: z.string(),
        stopped: z.boolean().describe("while it is true, only one create is sent, as a probe"),
        next_try_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .describe("while the provider refuses it, and for a minute after the last refusal"),
    slots_lost: z.number().int().describe("slots held by creates whose answers were lost"),
    funds: z
      .object({
        at: z.iso.datetime(),
        currency: z.string(),
        balance: z.number().nullable(),
        plan: z.array(
          z.object({
            span: z.string(),
            status: z.string(),
            remaining_percent: z.number().nullable(),
            resets_at: z.iso.datetime().nullable(),
          }),
        ),
        low: z.string().nullable().describe("why the balance counts as low"),
      })
      .nullable()
      .describe("its balance in its own currency, as last reported by the provider"),
    callback_refused: z
      .object({ since: z.iso.datetime(), left_out_until: z.iso.datetime(), reason: z.string() })
      .nullable()
      .describe("set when the provider could not verify the callback URL, cleared when it accepts a create with one"),
  })
  .meta({ id: "Account" });

export function showAccount(usage: AccountUsage): z.output<typeof accountSchema> {
  return {
    object: "account",
    name: usage.account,
    slots_used: usage.slotsUsed,
    slots_allowed: usage.slotsAllowed,
    backlog: usage.backlog,
    windows: usage.windows.map(({ callType, windowMs, used, limit: allowed }) => ({
      surface: callType,
      window_seconds: windowMs / 1000,
      used,
      limit: allowed,
    })),
    held: usage.paused ?? false,
    draining: usage.draining ?? false,
    paused_until: isoTime(usage.pausedUntil),
    paused_reason: usage.pausedReason ?? null,
    refusing: refusingFields(usage.refusing),
    slots_lost: usage.slotsLost ?? 0,
    funds: showFunds(usage.funds),
    callback_refused: showCallbackRefusal(usage.callbackRefused),
  };
}

type AccountView = z.output<typeof accountSchema>;

function showFunds(funds: AccountUsage["funds"]): AccountView["funds"] {
  if (funds === undefined) return null;
  return {
    at: new Date(funds.at).toISOString(),
    currency: funds.currency,
    balance: funds.balance === undefined ? null : funds.balance.availableMicro / 1_000_000,
    plan: (funds.plan ?? []).map(({ span, status, remainingPercent, resetsAt }) => ({
      span,
      status,
      remaining_percent: remainingPercent ?? null,
      resets_at: isoTime(resetsAt),
    })),
    low: funds.low ?? null,
  };
}

function showCallbackRefusal(refused: AccountUsage["callbackRefused"]): AccountView["callback_refused"] {
  if (refused === undefined) return null;
  const { since, leftOutUntil, reason } = refused;
  return { since: new Date(since).toISOString(), left_out_until: new Date(leftOutUntil).toISOString(), reason };
}
