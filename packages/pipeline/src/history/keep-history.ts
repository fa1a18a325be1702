import type {
  AccountUsage,
  Admission,
  Happening,
  HistoryBooks,
  HistoryChange,
  HistoryScope,
  HistorySums,
  Total,
  WaitCause,
  WaitingTogether,
} from "@hailuo-queue/contracts";
import { createChangeSums } from "./change-sums.ts";
import { decideCause, serves } from "./decide-cause.ts";
import { totalsOf, totalsOfWaits } from "./totals-of.ts";

/** What keeping the history needs. */
export interface HistoryParts {
  readonly books: HistoryBooks;
  readonly admission: Pick<Admission, "usage">;
}

/** Looks that are so far apart have one in between that failed: nobody looked, no create worker ran. */
const UNWATCHED_MS = 30_000;
/** Of a time without a create worker so much is counted. */
const MOST_UNWATCHED_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

/**
 * Adds to the history what has happened since somebody did last, and who waited meanwhile for what. One process of the
 * fleet does it every few seconds; done by two at once, one of them adds.
 */
export async function keepHistory({ books, admission }: HistoryParts, signal: AbortSignal): Promise<void> {
  const news = await books.news();
  const [{ groups, oldestAt, reservedMicroUsd }, accounts] = await Promise.all([books.waiting(), admission.usage()]);
  if (signal.aborted) return;
  const sums = createChangeSums();
  for (const one of news.happenings) for (const scope of scopesOf(one)) sums.add(one.at, scope, sumsOf(one));
  const { now, lookedAt = now } = news;
  const looks = looked({ from: lookedAt, now, waiting: groups, accounts });
  for (const change of looks) sums.add(change.at, change.scope, change.sums);
  const breaches = breachesOf({ from: lookedAt, now, waiting: groups, accounts });
  const totals = [...news.happenings.flatMap(totalsOf), ...totalsOfWaits(looks), ...breaches];
  await books.add(news, { changes: sums.changes(), totals, oldestAt, reservedMicroUsd });
}

function scopesOf({
  tenant,
  batchId,
  model,
  account,
}: Pick<Happening, "tenant" | "batchId" | "account"> & { readonly model?: string }): readonly HistoryScope[] {
  const named = { tenant, batch: batchId, model, account } as const;
  return [
    { kind: "all" },
    ...(Object.entries(named) as [keyof typeof named, string | undefined][]).flatMap(([kind, name]): HistoryScope[] =>
      name === undefined || name === "" ? [] : [{ kind, name }],
    ),
  ];
}

function sumsOf({ what }: Happening): Partial<HistorySums> {
  switch (what.type) {
    case "created":
      return { created: what.count };
    case "charged":
      return { spentMicroUsd: what.microUsd };
    case "ended":
      return {
        polls: what.polls,
        ...(what.state === "failed" ? { failed: { [what.code ?? "other"]: 1 } } : { [what.state]: 1 }),
      };
  }
}

interface Look {
  /** The look before. */
  readonly from: number;
  readonly now: number;
  readonly waiting: readonly WaitingTogether[];
  readonly accounts: readonly AccountUsage[];
}

/** What was waited and used since the look before, taken to be as it is now. */
function looked({ from, now, waiting, accounts }: Look): readonly HistoryChange[] {
  const watched = now - from <= UNWATCHED_MS;
  const waits = waitsOf(watched ? waiting : waiting.map((one) => ({ ...one, unwatched: true })), accounts);
  const slots = watched ? accounts.flatMap(slotsOf) : [];
  const changes: HistoryChange[] = [];
  for (const { at, seconds } of minutesBetween(Math.max(from, now - MOST_UNWATCHED_MS), now)) {
    for (const { scope, cause, count } of waits)
      changes.push({ at, scope, sums: { waitedSeconds: { [cause]: count * seconds } } });
    for (const { scope, used, allowed } of slots)
      changes.push({ at, scope, sums: { slotSeconds: used * seconds, slotSecondsAllowed: allowed * seconds } });
  }
  return changes;
}

interface Wait {
  readonly scope: HistoryScope;
  readonly cause: WaitCause;
  readonly count: number;
}

function waitsOf(
  waiting: readonly (WaitingTogether & { readonly unwatched?: true })[],
  accounts: readonly AccountUsage[],
): readonly Wait[] {
  return waiting.flatMap((group): Wait[] => {
    const { count, stop, model, account, unwatched } = group;
    const cause =
      unwatched === true && stop !== "paused" && stop !== "budget" ? "worker" : decideCause(group, accounts);
    const served = accounts
      .filter((one) => (account === undefined ? serves(one, model) : one.account === account))
      .map((one): Wait => {
        const own = stop === undefined && unwatched === undefined ? decideCause(group, [one]) : cause;
        return { scope: { kind: "account", name: one.account }, cause: own, count };
      });
    const { account: _of, ...whose } = group;
    return [...scopesOf(whose).map((scope) => ({ scope, cause, count })), ...served];
  });
}

function slotsOf({ account, slotsUsed, slotsAllowed }: AccountUsage) {
  const scopes: readonly HistoryScope[] = [{ kind: "all" }, { kind: "account", name: account }];
  return scopes.map((scope) => ({ scope, used: slotsUsed, allowed: slotsAllowed }));
}

/** How long more was in use than is allowed, taken to be as it is now. */
function breachesOf({ from, now, accounts }: Look): readonly Total[] {
  const lasted = Math.min(now - from, MOST_UNWATCHED_MS);
  if (lasted <= 0) return [];
  const breached = (account: string, limit: string): Total => ({
    of: "breached",
    labels: [account, limit],
    value: lasted,
  });
  return accounts.flatMap(({ account, slotsUsed, slotsAllowed, windows }) => [
    // What no create worker has told of yet has no limit.
    ...(slotsAllowed > 0 && slotsUsed > slotsAllowed ? [breached(account, "slots")] : []),
    ...windows
      .filter(({ used, limit }) => used > limit)
      .map(({ callType, windowMs }) => breached(account, `${callType} ${windowMs / 1000}s`)),
  ]);
}

/** The minutes of a time, each with the seconds of it that lie in it. */
function minutesBetween(from: number, until: number): readonly { readonly at: number; readonly seconds: number }[] {
  const minutes: { at: number; seconds: number }[] = [];
  for (let at = from; at < until;) {
    const end = Math.min(until, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
    minutes.push({ at, seconds: (end - at) / 1000 });
    at = end;
  }
  return minutes;
}
