import { type AccountUsage, type CallType, isoTime, refusingWords, type WindowUsage } from "@hailuo-queue/contracts";
import { say } from "../words/say.ts";

const MINUTE_MS = 60_000;
const spanWords = (): Readonly<Record<number, string>> => ({
  1000: say`second`,
  [MINUTE_MS]: say`minute`,
  86_400_000: say`day`,
});
const callWords = (): Readonly<Record<CallType, string>> => ({
  create: say`creates`,
  query: say`queries`,
  files: say`file calls`,
});

/** What stops an account from starting anything now; undefined when it may. */
export function stopReason(
  { draining, paused, limitZero, pausedUntil, pausedReason, refusing }: AccountUsage,
  nowMs: number,
): string | undefined {
  if (draining === true) return say`draining: it finishes what it has begun`;
  if (paused === true) return say`paused by a user`;
  if (limitZero === true) return say`a limit of it is 0`;
  if (refusing?.stopped === true) return refusing.reason === "" ? say`no reason given` : refusing.reason;
  if ((pausedUntil ?? 0) <= nowMs) return undefined;
  return pausedReason === undefined || pausedReason === "" ? say`no reason given` : pausedReason;
}

/** The same, with the time at which it is tried again. */
export function whyStopped(usage: AccountUsage, nowMs: number): string | undefined {
  const reason = stopReason(usage, nowMs);
  const byUser = usage.draining === true || usage.paused === true || usage.limitZero === true;
  if (reason === undefined || byUser) return reason;
  return usage.refusing === undefined
    ? say`refused until ${isoTime(usage.pausedUntil)}: ${reason}`
    : refusingWords(usage.refusing);
}

/** In a cell: why it is so stands in {@link describeTroubles}. */
export function stateCell(usage: AccountUsage, nowMs: number): string {
  if (usage.draining === true) return say`draining`;
  if (usage.paused === true) return say`paused by a user`;
  if (usage.limitZero === true) return say`a limit of it is 0`;
  if ((usage.pausedUntil ?? 0) > nowMs) return say`refused until ${isoTime(usage.pausedUntil)}`;
  if (usage.refusing === undefined) return say`active`;
  return usage.refusing.stopped === true ? say`refused, tried again` : say`active, partly refused`;
}

/** What the provider keeps an account from doing: refusals, tasks that it does not take, models; a sentence each. */
export function describeTroubles(usage: AccountUsage, nowMs: number): readonly string[] {
  const { refusing } = usage;
  const refused = usage.draining !== true && usage.paused !== true && (usage.pausedUntil ?? 0) > nowMs;
  return [
    ...(refusing === undefined
      ? refused
        ? [say`refused: ${stopReason(usage, nowMs)}`]
        : []
      : [refusingWords(refusing)]),
    ...(usage.slotsLost === undefined
      ? []
      : [
          say`${usage.slotsLost} of ${usage.slotsAllowed} slots are held by creates whose answers were lost; \`hailuo list --state submission_unknown\` shows them`,
        ]),
    ...(usage.slotsTaken === undefined
      ? []
      : [
          say`the provider accepts fewer tasks at once: ${usage.slotsTaken} of ${usage.slotsAllowed} are used now, and gradually more`,
        ]),
    ...(usage.funds?.low === undefined ? [] : [usage.funds.low]),
    ...describeCallbacks(usage, nowMs),
    ...Object.entries(usage.disabledModels ?? {}).map(
      ([model, until]) => say`${model} is refused to it; not tried until ${isoTime(until)}`,
    ),
  ];
}

/** Whether the provider takes its callback URL. */
export function describeCallbacks({ callbackRefused }: AccountUsage, nowMs: number): readonly string[] {
  if (callbackRefused === undefined) return [];
  const { since, leftOutUntil, reason } = callbackRefused;
  const now =
    leftOutUntil > nowMs
      ? say`creates go without one until ${isoTime(leftOutUntil)}`
      : say`the next create tries it again`;
  return [say`callbacks refused since ${isoTime(since)}: ${reason}; ${now}, and polls find the videos`];
}

/** Calls of the last minute beside their limit, or `-` where there is none. */
export function minuteCell(usage: AccountUsage, callType: CallType): string {
  const window = usage.windows.find((each) => each.callType === callType && each.windowMs === MINUTE_MS);
  return window === undefined ? "-" : `${window.used}/${window.limit}`;
}

/** The windows of other lengths, e.g. `creates/day 30/500`, or `-` where there are none. */
export function otherWindows(usage: AccountUsage): string {
  const others = usage.windows.filter(({ windowMs }) => windowMs !== MINUTE_MS);
  return others.length === 0
    ? "-"
    : others
        .map((window) => `${callWords()[window.callType]}/${spanOf(window)} ${window.used}/${window.limit}`)
        .join(", ");
}

/** In a sentence, e.g. `3 of 20 creates in the last minute`. */
export function describeCreates({ windows, createWindowUsed, createPerMinute }: AccountUsage): string {
  const window = windows.find(({ callType }) => callType === "create");
  if (window !== undefined) return say`${window.used} of ${window.limit} creates in the last ${spanOf(window)}`;
  return createPerMinute > 0
    ? say`${createWindowUsed} of ${createPerMinute} creates in the last minute`
    : say`creates not limited`;
}

function spanOf({ windowMs }: WindowUsage): string {
  return spanWords()[windowMs] ?? say`${windowMs} ms`;
}
