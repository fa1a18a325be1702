import type { AccountUsage } from "./ports/admission.ts";

/**
 * How many creates could leave now: what waits, as far as accounts that are neither paused nor refused have free slots
 * and room in each of their windows. More create workers than this many creates need would buy nothing. Which models an
 * account may use is not counted: where the backlog holds only others, the number is too high.
 */
export function admissibleCreates(accounts: readonly AccountUsage[]): number {
  const room = accounts.reduce((sum, account) => sum + roomOf(account), 0);
  const backlog = Math.max(0, ...accounts.map((account) => account.backlog));
  return Math.min(backlog, room);
}

function roomOf({
  paused,
  draining,
  refusing,
  pausedUntil,
  slotsUsed,
  slotsAllowed,
  slotsTaken,
  windows,
}: AccountUsage) {
  if (paused === true || draining === true || refusing?.stopped === true || pausedUntil !== undefined) return 0;
  const slots = (slotsTaken ?? slotsAllowed) - slotsUsed;
  const calls = windows.filter(({ callType }) => callType === "create").map(({ limit, used }) => limit - used);
  return Math.max(0, Math.min(slots, ...calls));
}
