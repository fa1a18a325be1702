import { type AccountUsage, isoTime, refusingFields } from "@hailuo-queue/contracts";
import { z } from "zod";

export const accountSchema = z
  .object({
    object: z.literal("account"),
    name: z.string(),
    slots_used: z.number().int(),
    slots_allowed: z.number().int(),
    backlog: z.number().int(),
    windows: z.array(z.object({ surface: z.string(), window_seconds: z.number(), used: z.number().int(), limit: z.number().int() })),
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
        stopped: z.boolean().describe("nothing but one create to try is started"),
        next_try_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .describe("while the provider refuses it, and for a minute after the last refusal"),
    slots_lost: z.number().int().describe("slots that creates hold whose answers were lost"),
  })
  .meta({ id: "Account" });

export function showAccount(usage: AccountUsage): z.output<typeof accountSchema> {
  return {
    object: "account",
    name: usage.account,
    slots_used: usage.slotsUsed,
    slots_allowed: usage.slotsAllowed,
    backlog: usage.backlog,
    windows: usage.windows.map(({ surface, windowMs, used, limit: allowed }) => ({
      surface,
      window_seconds: windowMs / 1000,
      used,
      limit: allowed,
    })),
    held: usage.held ?? false,
    draining: usage.draining ?? false,
    paused_until: isoTime(usage.pausedUntil),
    paused_reason: usage.pausedReason ?? null,
    refusing: refusingFields(usage.refusing),
    slots_lost: usage.slotsLost ?? 0,
  };
}
