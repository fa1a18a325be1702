import { type AccountUsage, isoTime } from "@hailuo-queue/contracts";
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
  };
}
