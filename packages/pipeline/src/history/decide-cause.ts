import type { AccountUsage, WaitCause, WaitingTogether } from "@hailuo-queue/contracts";

/** Why some that wait do not start now. */
export function decideCause(
  { stop, model }: Pick<WaitingTogether, "stop" | "model">,
  accounts: readonly AccountUsage[],
): WaitCause {
  if (stop === "aside") return "cooldown";
  if (stop === "admitted") return "worker";
  if (stop !== undefined) return stop;
  return leastOf(accounts.filter((account) => serves(account, model)).map((account) => held(account, model)));
}

/** Whether an account may make videos of a model, now or later. */
export function serves({ models, sideModels }: AccountUsage, model: string | undefined): boolean {
  return model === undefined || models === undefined || models.includes(model) || sideModels?.includes(model) === true;
}

/** What holds an account back, the shortest first: they start where the first of it is over. */
const BY_LENGTH = ["turn", "window", "slot", "cooldown", "paused"] as const satisfies readonly WaitCause[];

function leastOf(causes: readonly WaitCause[]): WaitCause {
  // Nobody can make it: no account that its workers have published serves the model.
  return BY_LENGTH.find((cause) => causes.includes(cause)) ?? "worker";
}

function held(account: AccountUsage, model: string | undefined): WaitCause {
  const { slotsUsed, slotsAllowed, slotsTaken = slotsAllowed, windows } = account;
  if (account.paused === true || account.draining === true) return "paused";
  if (account.pausedUntil !== undefined || account.refusing?.stopped === true) return "cooldown";
  if (model !== undefined && account.disabledModels?.[model] !== undefined) return "cooldown";
  if (slotsUsed >= Math.min(slotsTaken, slotsAllowed)) return "slot";
  const full = windows.some(({ callType, used, limit }) => callType === "create" && used >= limit);
  return full ? "window" : "turn";
}
