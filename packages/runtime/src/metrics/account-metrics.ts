import { type AccountUsage, admissibleCreates } from "@hailuo-queue/contracts";
import type { ScrapeReads } from "./scrape-reads.ts";

/** What accounts may do, do, and have left. */
export function watchAccounts(reads: ScrapeReads, read: () => Promise<readonly AccountUsage[]>): void {
  const of = (name: string, help: string, ...labels: readonly string[]) =>
    reads.gauge(name, help, ["account", ...labels]);
  const used = of("hailuo_slots_used", "Unfinished tasks at the provider.");
  const allowed = of("hailuo_slots_allowed", "Unfinished tasks allowed at the provider.");
  const effective = of(
    "hailuo_slots_effective",
    "Unfinished tasks that the provider currently accepts; at most those allowed.",
  );
  const lost = of("hailuo_slots_lost", "Slots that creates hold whose answers were lost.");
  const creates = of(
    "hailuo_creates_used_ratio",
    "Share of the allowed creates that is used in the fullest window of the account, 0 to 1.",
  );
  const windowUsed = of("hailuo_window_used", "Calls that count in a window now.", "call", "window");
  const windowLimit = of("hailuo_window_limit", "Calls that a window allows.", "call", "window");
  const stopped = of(
    "hailuo_account_stopped",
    "1 while an account starts nothing, by reason: paused, draining (by a user), cooldown (the provider refuses).",
    "reason",
  );
  const disabled = of("hailuo_account_models_disabled", "Models that the provider refuses to the account for now.");
  const callbackRefused = of(
    "hailuo_callback_refused",
    "1 once the provider could not verify the callback URL of the account, until a create with one is accepted.",
  );
  const balance = of("hailuo_account_balance", "Balance of a pay-as-you-go account, in its currency.", "currency");
  const plan = of(
    "hailuo_account_plan_remaining_ratio",
    "Share of a plan's video allowance that is left in its window, 0 to 1.",
    "span",
  );
  const fundsLow = of("hailuo_account_funds_low", "1 while the balance or allowance of an account is low.");
  const backlog = reads.gauge("hailuo_backlog", "Generations waiting for admission.");
  const admissible = reads.gauge(
    "hailuo_admissible",
    "Creates that could leave now: the backlog, as far as healthy accounts have free slots and room in their windows.",
  );
  const all = [used, allowed, effective, lost, creates, windowUsed, windowLimit, stopped, disabled];
  reads.readInto([...all, callbackRefused, balance, plan, fundsLow, backlog, admissible], read, (accounts) => {
    for (const usage of accounts) tell(usage);
    // One backlog stands before all accounts.
    backlog.set(Math.max(0, ...accounts.map((account) => account.backlog)));
    admissible.set(admissibleCreates(accounts));
  });

  function tell(usage: AccountUsage): void {
    const { account, slotsAllowed, slotsTaken, windows, funds } = usage;
    used.set({ account }, usage.slotsUsed);
    allowed.set({ account }, slotsAllowed);
    effective.set({ account }, slotsTaken ?? slotsAllowed);
    lost.set({ account }, usage.slotsLost ?? 0);
    const ratios = windows
      .filter(({ callType }) => callType === "create")
      .map(({ used: calls, limit }) => calls / limit);
    creates.set({ account }, Math.max(0, ...ratios));
    for (const { callType: call, windowMs, used: calls, limit } of windows) {
      const window = `${windowMs / 1000}s`;
      windowUsed.set({ account, call, window }, calls);
      windowLimit.set({ account, call, window }, limit);
    }
    const isCooling = usage.pausedUntil !== undefined || usage.refusing?.stopped === true;
    for (const [reason, is] of Object.entries({ paused: usage.paused, draining: usage.draining, cooldown: isCooling }))
      stopped.set({ account, reason }, is === true ? 1 : 0);
    disabled.set({ account }, Object.keys(usage.disabledModels ?? {}).length);
    if (funds?.balance !== undefined)
      balance.set({ account, currency: funds.currency }, funds.balance.availableMicro / 1_000_000);
    for (const { span, remainingPercent } of funds?.plan ?? [])
      if (remainingPercent !== undefined) plan.set({ account, span }, remainingPercent / 100);
    if (funds !== undefined) fundsLow.set({ account }, funds.low === undefined ? 0 : 1);
    callbackRefused.set({ account }, usage.callbackRefused === undefined ? 0 : 1);
  }
}
