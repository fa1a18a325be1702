import {
  type HistoryReading,
  PRIORITIES,
  TIME_BOUNDS_S,
  TIME_PHASES,
  type Total,
  type TotalKind,
} from "@hailuo-queue/contracts";
import type { Registry } from "prom-client";
import { type KeptClass, keptHistogram, type ScrapeReads } from "./scrape-reads.ts";

/** What Redis counts since the deployment began: every process tells the same, and none begins anew with it. */
export function watchTotals(registry: Registry, reads: ScrapeReads, read: () => Promise<HistoryReading>): void {
  const { keptCounter } = reads;
  const created = keptCounter("hailuo_generations_created_total", "Generations submitted, by model.", ["model"]);
  const ended = keptCounter(
    "hailuo_generations_ended_total",
    "Generations that ended, by model, outcome (succeeded, failed, cancelled) and the code of a failure.",
    ["model", "outcome", "code"],
  );
  const waited = keptCounter(
    "hailuo_wait_seconds_total",
    "Seconds that generations waited for their create, summed over all that waited, by cause (turn, " +
      "slot, window, cooldown, budget, paused, worker); looked at every 5 s.",
    ["cause"],
  );
  const breached = keptCounter(
    "hailuo_limit_breach_seconds_total",
    "Seconds in which more was in use than is allowed, by account and limit (slots, or a window such as " +
      "create 60s); looked at every 5 s. Nothing starts beyond a limit: this counts after a limit was " +
      "lowered, or where processes with other limits work in the same Redis.",
    ["account", "limit"],
  );
  const spent = keptCounter("hailuo_spent_usd_total", "US dollars charged, by account.", ["account"]);
  const polls = keptCounter("hailuo_task_polls_total", "Polls of the tasks that ended, by account.", ["account"]);
  const videos = keptCounter(
    "hailuo_videos_total",
    "Videos that the provider made, by result: whole (stored), doubted (stored, " +
      "and not what was bought), lost (never stored).",
    ["result"],
  );
  const times = keptHistogram(registry, {
    name: "hailuo_generation_seconds",
    help:
      "How long generations that ended with a video took, by phase: wait (submit to create), create, " +
      "provider (to the poll that saw the end), detect (an upper bound of how late the end was seen: the " +
      "time since the poll before, on average twice the delay), store, total.",
    labelNames: ["phase"],
  });
  const oldest = reads.gauge(
    "hailuo_oldest_waiting_seconds",
    "Age of the oldest generation that waits and that nobody stopped, by class; 0 where none waits.",
    ["class"],
  );
  const reserved = reads.gauge(
    "hailuo_account_reserved_usd",
    "US dollars that the unfinished tasks of an account may still cost; looked at every 5 s. An account has " +
      "no budget: what it has left is hailuo_account_balance, or its plan's allowance.",
    ["account"],
  );
  const lookedAgo = reads.gauge(
    "hailuo_history_age_seconds",
    "Time since a create worker last added to these counts and to the history.",
  );
  reads.readInto(
    [created, ended, waited, breached, spent, polls, videos, times, oldest, reserved, lookedAgo],
    read,
    apply,
  );

  function apply({ totals, oldestAt, reservedMicroUsd, lookedAt, now }: HistoryReading): void {
    for (const { labels, value } of of(totals, "created")) created.inc({ model: labels[0] ?? "" }, value);
    for (const { labels, value } of of(totals, "ended")) {
      const [model = "", outcome = "", code = ""] = labels;
      ended.inc({ model, outcome, code }, value);
    }
    for (const { labels, value } of of(totals, "waited")) waited.inc({ cause: labels[0] ?? "" }, value);
    for (const { labels, value } of of(totals, "breached")) {
      const [account = "", limit = ""] = labels;
      breached.inc({ account, limit }, value / 1000);
    }
    for (const { labels, value } of of(totals, "spent")) spent.inc({ account: labels[0] ?? "" }, value / 1_000_000);
    for (const { labels, value } of of(totals, "polls")) polls.inc({ account: labels[0] ?? "" }, value);
    for (const { labels, value } of of(totals, "videos")) videos.inc({ result: labels[0] ?? "" }, value);
    times.set(TIME_PHASES.map((phase) => classOf(phase, of(totals, "took"))));
    for (const name of PRIORITIES) {
      const since = oldestAt[name];
      oldest.set({ class: name }, since === undefined ? 0 : Math.max(0, (now - since) / 1000));
    }
    for (const [account, microUsd] of Object.entries(reservedMicroUsd)) reserved.set({ account }, microUsd / 1_000_000);
    if (lookedAt !== undefined) lookedAgo.set(Math.max(0, (now - lookedAt) / 1000));
  }
}

function of(totals: readonly Total[], kind: TotalKind): readonly Total[] {
  return totals.filter((total) => total.of === kind);
}

function classOf(phase: string, took: readonly Total[]): KeptClass {
  const counts = new Map(took.flatMap(({ labels: [of, bound], value }) => (of === phase ? [[bound, value]] : [])));
  const countOf = (bound: string): number => counts.get(bound) ?? 0;
  return {
    labels: { phase },
    counts: TIME_BOUNDS_S.map((bound) => [bound, countOf(String(bound))]),
    beyond: countOf("+Inf"),
    sum: countOf("sum") / 1000,
  };
}
