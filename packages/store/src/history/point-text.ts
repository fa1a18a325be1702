import { type HistorySums, NOTHING_HAPPENED, WAIT_CAUSES, type WaitCause } from "@hailuo-queue/contracts";

/** The name of each sum as it stands in Redis: a year of them is to fit into 10 MB. */
const SHORT_NAMES = {
  created: "c",
  succeeded: "s",
  cancelled: "x",
  spentMicroUsd: "m",
  slotSeconds: "u",
  slotSecondsAllowed: "a",
  polls: "p",
} as const satisfies Partial<Record<keyof HistorySums, string>>;
const LONG_NAMES = new Map<string, keyof typeof SHORT_NAMES>(
  Object.entries(SHORT_NAMES).map(([name, short]) => [short, name as keyof typeof SHORT_NAMES]),
);
/** A failure's code follows, or a cause of a wait. */
const FAILED = "f.";
const WAITED = "w.";

/** `<name>=<number>;…` of the sums that are not 0. */
export function writeSums(sums: Partial<HistorySums>): string {
  const plain = Object.entries(SHORT_NAMES).map(
    ([name, short]) => [short, sums[name as keyof typeof SHORT_NAMES] ?? 0] as const,
  );
  const failed = Object.entries(sums.failed ?? {}).map(([code, count]) => [FAILED + code, count] as const);
  const waited = Object.entries(sums.waitedSeconds ?? {}).map(([cause, seconds]) => [WAITED + cause, seconds] as const);
  return [...plain, ...failed, ...waited]
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name}=${Math.round(number)}`)
    .join(";");
}

/** The number of its step and its sums; what a later version wrote is passed over. */
export function readPoint(text: string): { readonly number: number; readonly sums: HistorySums } {
  const [number, ...fields] = text.split(";");
  const plain: Partial<Record<keyof typeof SHORT_NAMES, number>> = {};
  const failed: Record<string, number> = {};
  const waitedSeconds: Partial<Record<WaitCause, number>> = {};
  for (const field of fields) {
    const [short = "", value] = field.split("=");
    const name = LONG_NAMES.get(short);
    if (name !== undefined) plain[name] = Number(value);
    else if (short.startsWith(FAILED)) failed[short.slice(FAILED.length)] = Number(value);
    else if (short.startsWith(WAITED)) {
      const cause = WAIT_CAUSES.find((one) => one === short.slice(WAITED.length));
      if (cause !== undefined) waitedSeconds[cause] = Number(value);
    }
  }
  return { number: Number(number), sums: { ...NOTHING_HAPPENED, ...plain, failed, waitedSeconds } };
}
