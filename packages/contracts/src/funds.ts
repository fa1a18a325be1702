/** In which an account is charged. Our own books are in US dollars. */
export const CURRENCIES = ["USD", "CNY"] as const;
/** The currencies in which MiniMax bills. */
export type Currency = (typeof CURRENCIES)[number];

/** What an account has left, as the provider tells it. Amounts are millionths of the account's currency. */
export interface AccountFunds {
  /** When it was asked, Unix ms. */
  readonly at: number;
  readonly currency: Currency;
  /** Of a pay-as-you-go key. */
  readonly balance?: AccountBalance;
  /** Of a key of a plan: its windows for videos. */
  readonly plan?: readonly PlanWindow[];
  /** There when it is low: why, as a sentence. */
  readonly low?: string;
}

/** What an account can still spend, in millionths of its currency. */
export interface AccountBalance {
  readonly availableMicro: number;
  readonly owedMicro: number;
  /** What the user told the provider to be warned below; not there while that is off. */
  readonly alertBelowMicro?: number;
}

/** One span of an account's plan (a subscription), and how much of it is left. */
export interface PlanWindow {
  readonly span: "interval" | "week";
  readonly status: "normal" | "used_up" | "unlimited" | "not_in_plan";
  /** 0 to 100. */
  readonly remainingPercent?: number;
  /** Unix ms. */
  readonly resetsAt?: number;
}

/** How an account's balance went over a span of time: everything that used it is in it. */
export interface BalanceChange {
  readonly account: string;
  readonly currency: Currency;
  /** The readings that it is the difference of, Unix ms. */
  readonly fromAt: number;
  readonly toAt: number;
  /** Below 0 where money was paid in meanwhile. */
  readonly usedMicro: number;
}

/** Below it a plan's window is called low. */
const LOW_PERCENT = 10;
const MICRO = 1_000_000;

/**
 * Why these funds are low, before the provider refuses creates for them; undefined while they are not. `leastMicro`: of
 * the account's currency; the threshold that the user gave the provider counts too.
 */
export function whyLow(
  { balance, plan = [], currency }: Omit<AccountFunds, "at" | "low">,
  leastMicro: number,
): string | undefined {
  if (balance !== undefined) {
    const least = Math.max(leastMicro, balance.alertBelowMicro ?? 0);
    if (balance.availableMicro < least || balance.availableMicro <= 0)
      return (
        `the balance is low: ${formatFunds(balance.availableMicro, currency)} are ` +
        "left; top it up before creates are refused (1008)"
      );
  }
  const [scarce] = plan.filter(
    ({ status, remainingPercent }) =>
      status === "used_up" || (status === "normal" && (remainingPercent ?? 100) < LOW_PERCENT),
  );
  if (scarce !== undefined) {
    const until = scarce.resetsAt === undefined ? "" : `; it comes back at ${new Date(scarce.resetsAt).toISOString()}`;
    const left = scarce.status === "used_up" ? "is used up" : `has ${Math.floor(scarce.remainingPercent ?? 0)} % left`;
    return `the plan's allowance of videos for this ${scarce.span} ${left}${until}`;
  }
  return plan.length > 0 && plan.every(({ status }) => status === "not_in_plan")
    ? "the plan of this key holds no videos; use another plan or a pay-as-you-go key"
    : undefined;
}

const SIGNS: Readonly<Record<Currency, string>> = { USD: "$", CNY: "¥" };

/** `$12.34`, `¥80.00`. */
export function formatFunds(micro: number, currency: Currency): string {
  return `${micro < 0 ? "-" : ""}${SIGNS[currency]}${(Math.abs(micro) / MICRO).toFixed(2)}`;
}

/** In a cell or a sentence: `$12.34 left`, `plan: 80 % of this interval, 95 % of this week`. */
export function describeFunds({ balance, plan = [], currency }: AccountFunds): string {
  const money = balance === undefined ? [] : [`${formatFunds(balance.availableMicro, currency)} left`];
  const words: Readonly<Record<PlanWindow["status"], (window: PlanWindow) => string>> = {
    normal: ({ remainingPercent, span }) =>
      `${remainingPercent === undefined ? "some" : `${Math.floor(remainingPercent)} %`} of this ${span}`,
    used_up: ({ span }) => `nothing of this ${span}`,
    unlimited: ({ span }) => `no limit by ${span}`,
    not_in_plan: ({ span }) => `no videos by ${span}`,
  };
  const windows = plan.map((window) => words[window.status](window));
  return [...money, ...(windows.length === 0 ? [] : [`plan: ${windows.join(", ")}`])].join("; ");
}
