import { setTimeout as delay } from "node:timers/promises";
import type { SimulatorStats } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import { drawLines } from "../plot/line-chart.ts";
import { type BookedTask, configureSimulator, readStats, readTasks } from "./books.ts";
import { startFleet } from "./fleet.ts";
import { countOf, splitRefusals } from "./refusal-burst.ts";
import { settleUnknown } from "./settle-unknown.ts";
import { coveredMs, firstReached, type Level, levelsOf, type Span } from "./slot-use.ts";
import { numberedItems, withStand } from "./stand.ts";
import { type AccountSample, type Refusals, watchAccount } from "./watch-account.ts";

const LIMIT = 20;
const LOW_LIMIT = 8;
const LIFETIME_MS = 2000;
const JITTER = 0.1;
const POLL_MS = 50;
const PROCESSES = 5;
const LOOPS_EACH = 10;
const KILL_EVERY_MS = 2000;
const CREATES_PER_MINUTE = 900;
/** Tries of more than the lowered limit are at least this far apart. */
const QUIET_MS = 5000;
const USED_SHARE = 0.95;
/** A reply may be on its way while our books are read. */
const CLOCK_SLACK_MS = 20;

/** Whether the limits hold, and are used, when workers are killed and the provider changes its mind. */
export const faultsBenchmark: Benchmark = {
  name: "admission-faults",
  async run(world) {
    const times = world.short
      ? { fallsAtMs: 10_000, risesAtMs: 25_000, endsAtMs: 65_000 }
      : { fallsAtMs: 40_000, risesAtMs: 80_000, endsAtMs: 150_000 };
    const provider = {
      maxInFlight: LIMIT,
      createPerMinute: CREATES_PER_MINUTE,
      lifetime: { fixedMs: LIFETIME_MS, jitter: JITTER },
    };
    return withStand(world, provider, async ({ redisUrl, simulatorUrl, directory, producer }) => {
      await using fleet = await startFleet({
        processes: PROCESSES,
        directory,
        environment: {
          REDIS_URL: redisUrl,
          MINIMAX_BASE_URL: simulatorUrl,
          HAILUO_MAX_IN_FLIGHT: String(LIMIT),
          HAILUO_CREATE_PER_MINUTE: String(CREATES_PER_MINUTE),
          HAILUO_POLL_MIN_MS: String(POLL_MS),
          HAILUO_POLL_MAX_MS: String(POLL_MS),
          HAILUO_CREATE_CONCURRENCY: String(LOOPS_EACH),
          HAILUO_POLL_CONCURRENCY: String(LOOPS_EACH),
          HAILUO_DOWNLOAD_CONCURRENCY: String(LOOPS_EACH),
        },
      });
      const prompts = Math.ceil((times.endsAtMs / LIFETIME_MS) * LIMIT * 1.2);
      const watch = await watchAccount(redisUrl, simulatorUrl);
      await producer.submitBatch(numberedItems(prompts), { batchId: "bench" });
      const startedAt = Date.now();
      const at = (ms: number): Promise<void> => delay(Math.max(0, startedAt + ms - Date.now()));
      let kills = 0;
      let settled = 0;
      let killing = true;
      const goOnKilling = (async () => {
        while (killing) {
          await at((kills + 1) * KILL_EVERY_MS);
          if (!killing) break;
          await fleet.replaceOldest();
          kills += 1;
          settled += await settleUnknown(producer, simulatorUrl);
        }
      })();
      await at(times.fallsAtMs);
      const fellAt = Date.now();
      await configureSimulator(simulatorUrl, { maxInFlight: LOW_LIMIT });
      world.note(`faults: the limit fell to ${LOW_LIMIT}`);
      await at(times.risesAtMs);
      await configureSimulator(simulatorUrl, { maxInFlight: LIMIT });
      const roseAt = Date.now();
      world.note(`faults: the limit rose to ${LIMIT}`);
      await at(times.endsAtMs);
      killing = false;
      await goOnKilling;
      const seen = await watch.stop();
      const books = await readStats(simulatorUrl);
      const tasks = await readTasks(simulatorUrl);
      return report({ startedAt, fellAt, roseAt, endedAt: books.now, kills, settled, ...seen, books, tasks });
    });
  },
};

interface Measured {
  readonly startedAt: number;
  readonly fellAt: number;
  readonly roseAt: number;
  readonly endedAt: number;
  readonly kills: number;
  readonly settled: number;
  readonly samples: readonly AccountSample[];
  readonly refusals: readonly Refusals[];
  readonly books: SimulatorStats;
  readonly tasks: readonly BookedTask[];
}

function report(measured: Measured): BenchmarkReport {
  const { startedAt, fellAt, roseAt, endedAt, kills, settled, samples, refusals, books, tasks } = measured;
  const spans = tasks.map(({ acceptedAt, endsAt }): Span => ({ from: acceptedAt, to: endsAt }));
  const levels = levelsOf(spans);
  const share = (within: Span, cap: number): number =>
    (coveredMs(spans, within) / (cap * (within.to - within.from))) * 100;
  const beforeFall = refusals.filter(({ at }) => at < fellAt);
  const { burst, probes } = splitRefusals(
    refusals.filter(({ at }) => at < roseAt),
    fellAt,
    QUIET_MS,
  );
  const afterRise = refusals.filter(({ at }) => at >= roseAt);
  const burstSeconds = ((burst.at(-1)?.at ?? fellAt) - fellAt) / 1000;
  const reachedAt = firstReached(levels, Math.ceil(LIMIT * USED_SHARE), roseAt);
  const recovery = ((reachedAt ?? endedAt) - roseAt) / 1000;
  const since = (at: number): number => (at - startedAt) / 1000;
  const ourBreaches = samples.filter(
    ({ slotsUsed, createsInWindow }) => slotsUsed > LIMIT || createsInWindow > CREATES_PER_MINUTE,
  ).length;
  const uncounted = samples.filter((sample) => leastWithin(levels, sample.at) > sample.slotsUsed).length;
  return {
    setting:
      `${PROCESSES} processes of \`hailuo worker all\` with ${LOOPS_EACH} loops in each stage, tasks of ` +
      `${LIFETIME_MS / 1000} s ± ${JITTER * 100} %, polls every ${POLL_MS} ms, at most ${CREATES_PER_MINUTE} ` +
      `creates a minute; a process is killed by SIGKILL every ${KILL_EVERY_MS / 1000} s and replaced (${kills} ` +
      `kills). The simulator's limit falls from ${LIMIT} to ${LOW_LIMIT} after ${Math.round(since(fellAt))} s and ` +
      `rises again after ${Math.round(since(roseAt))} s; our configured limit stays ${LIMIT}. A create whose answer ` +
      "dies with its worker becomes submission_unknown and keeps its slot until a user decides: the bench plays " +
      `that user, by the simulator's books (${settled} times). Our own books are read in Redis every 50 ms ` +
      `(${samples.length} samples).`,
    figures: [
      { what: "samples of our books with more slots or creates than allowed", unit: "", ours: ourBreaches, peer: 0 },
      {
        what: "samples in which the provider had more unfinished tasks than we held slots",
        unit: "",
        ours: uncounted,
        peer: 0,
      },
      { what: "most unfinished tasks at the provider", unit: "", ours: books.maxInFlightSeen, peer: LIMIT },
      {
        what: "slots in use under kills, before the fall",
        unit: "%",
        ours: share({ from: startedAt + 2000, to: fellAt }, LIMIT),
        peer: 100,
      },
      { what: "refusals before the fall", unit: "", ours: countOf(beforeFall), peer: 0 },
      { what: "refusals right after the fall", unit: "", ours: countOf(burst) },
      { what: "the last of them after the fall", unit: "s", ours: burstSeconds },
      { what: "single tries of more that were refused later, before the rise", unit: "", ours: countOf(probes) },
      {
        what: "slots in use of the lowered limit, from 10 s after the fall",
        unit: "%",
        ours: share({ from: fellAt + 10_000, to: roseAt }, LOW_LIMIT),
        peer: 100,
      },
      { what: `${USED_SHARE * 100} % of the raised limit in use after the rise`, unit: "s", ours: recovery },
      {
        what: "slots in use of the raised limit, from 30 s after the rise",
        unit: "%",
        ours: share({ from: roseAt + 30_000, to: endedAt }, LIMIT),
        peer: 100,
      },
      { what: "refusals after the rise", unit: "", ours: countOf(afterRise), peer: 0 },
    ],
    targets: [
      { what: "breaches by our own books", unit: "", value: ourBreaches + uncounted, bound: "at most", limit: 0 },
      {
        what: "creates refused while the limit was as configured",
        unit: "",
        value: countOf(beforeFall) + countOf(afterRise),
        bound: "at most",
        limit: 0,
      },
      { what: "breaches of a window", unit: "", value: books.windows.create.breaches, bound: "at most", limit: 0 },
      { what: "refusals end after the fall", unit: "s", value: burstSeconds, bound: "at most", limit: 10 },
      {
        what: `${USED_SHARE * 100} % of the raised limit is in use after the rise`,
        unit: "s",
        value: recovery,
        bound: "at most",
        limit: 30,
      },
      { what: "bought twice", unit: "", value: books.duplicateAccepts, bound: "at most", limit: 0 },
    ],
    rounds: [
      {
        kills,
        settled,
        refusals: refusals.map(({ at, count }) => ({ atSeconds: since(at), count })),
        tries: capsTried(samples).map(({ at, cap }) => ({ atSeconds: since(at), cap: cap ?? LIMIT })),
        books,
      },
    ],
    plots: [plotSlots(measured, spans, since)],
  };
}

/** The least number that was there around a moment. */
function leastWithin(levels: readonly Level[], at: number): number {
  const before = levels.findLast((level) => level.at <= at - CLOCK_SLACK_MS);
  const around = levels.filter((level) => level.at > at - CLOCK_SLACK_MS && level.at <= at + CLOCK_SLACK_MS);
  return Math.min(before?.count ?? 0, ...around.map(({ count }) => count));
}

/** Only where it changes. */
function capsTried(samples: readonly AccountSample[]): readonly AccountSample[] {
  return samples.filter((sample, index) => index === 0 || sample.cap !== samples[index - 1]?.cap);
}

function plotSlots(
  { startedAt, fellAt, roseAt, endedAt, samples }: Measured,
  spans: readonly Span[],
  since: (at: number) => number,
) {
  const stepMs = 500;
  const steps = Math.floor((endedAt - startedAt) / stepMs);
  const inUse = Array.from({ length: steps }, (_, index) => {
    const from = startedAt + index * stepMs;
    return { x: (index * stepMs) / 1000, y: coveredMs(spans, { from, to: from + stepMs }) / stepMs };
  });
  const allowed = [
    { x: 0, y: LIMIT },
    { x: since(fellAt), y: LOW_LIMIT },
    { x: since(roseAt), y: LIMIT },
    { x: since(endedAt), y: LIMIT },
  ];
  const tried = [...capsTried(samples), ...samples.slice(-1)].map(({ at, cap }) => ({
    x: Math.max(0, since(at)),
    y: cap ?? LIMIT,
  }));
  return {
    name: "slots",
    title: "Slots in use while workers are killed and the provider's limit falls and rises",
    svg: drawLines({
      xLabel: "seconds",
      yLabel: "unfinished tasks",
      lines: [
        { label: "at the provider", color: "#1f77b4", points: inUse },
        { label: "the provider's limit", color: "#d62728", points: allowed, steps: true },
        { label: "tried by us", color: "#2ca02c", points: tried, steps: true },
      ],
      marks: [
        { x: since(fellAt), label: "limit falls" },
        { x: since(roseAt), label: "limit rises" },
      ],
    }),
  };
}
