import { setTimeout as delay } from "node:timers/promises";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { SimulatorStats } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkName, BenchmarkReport, BenchmarkWorld } from "../benchmark.ts";
import { drawLines } from "../plot/line-chart.ts";
import { type BookedTask, readStats, readTasks } from "./books.ts";
import { startFleet } from "./fleet.ts";
import { type HandOver, measureHandOver } from "./hand-over.ts";
import { coveredMs, mostInAnyWindow, type Span } from "./slot-use.ts";
import { numberedItems, withStand } from "./stand.ts";

const LIMIT = 20;
const JITTER = 0.1;
const POLL_MS = 50;
const PROCESSES = 4;
/** Holds and does not bind: 20 slots of 2 s ± 10 % start at most about 660 a minute. */
const CREATES_PER_MINUTE = 900;

interface Size {
  readonly lifetimeMs: number;
  readonly prompts: number;
  readonly promptsInShort: number;
  /**
   * Of the slots, while work waits, in percent: what stands idle is the time from one task's end to the next one's
   * accept.
   */
  readonly least: number;
}

/**
 * How much of what the provider allows is used while work waits: fifty times as hard as life, whose tasks take 100 s.
 */
export const utilisationBenchmark = utilisationOf("admission-utilisation", {
  lifetimeMs: 2000,
  prompts: 2000,
  promptsInShort: 300,
  least: 97,
});

/** The same at five times as hard as life. */
export const longUtilisationBenchmark = utilisationOf("admission-utilisation-long", {
  lifetimeMs: 20_000,
  prompts: 400,
  promptsInShort: 80,
  least: 99.5,
});

function utilisationOf(name: BenchmarkName, size: Size): Benchmark {
  return { name, run: (world) => measure(world, size) };
}

async function measure(world: BenchmarkWorld, size: Size): Promise<BenchmarkReport> {
  const prompts = world.short ? size.promptsInShort : size.prompts;
  const provider = {
    maxInFlight: LIMIT,
    createPerMinute: CREATES_PER_MINUTE,
    lifetime: { fixedMs: size.lifetimeMs, jitter: JITTER },
  };
  return withStand(world, provider, async ({ redisUrl, simulatorUrl, directory, producer }) => {
    await using _fleet = await startFleet({
      processes: PROCESSES,
      directory,
      profileDirectory: world.profileDirectory,
      environment: {
        REDIS_URL: redisUrl,
        MINIMAX_BASE_URL: simulatorUrl,
        HAILUO_MAX_IN_FLIGHT: String(LIMIT),
        HAILUO_CREATE_PER_MINUTE: String(CREATES_PER_MINUTE),
        HAILUO_POLL_MIN_MS: String(POLL_MS),
        HAILUO_POLL_MAX_MS: String(POLL_MS),
      },
    });
    await producer.submitBatch(numberedItems(prompts), { batchId: "bench" });
    await untilAllSucceeded(producer, prompts);
    const records: GenerationRecord[] = [];
    for await (const record of producer.listBatch("bench")) records.push(record);
    return report({
      size,
      prompts,
      records,
      tasks: await readTasks(simulatorUrl),
      books: await readStats(simulatorUrl),
    });
  });
}

async function untilAllSucceeded(producer: Producer, prompts: number): Promise<void> {
  for (;;) {
    const batch = await producer.batch("bench");
    if (batch?.counts.succeeded === prompts) return;
    if ((batch?.counts.failed ?? 0) > 0) throw new Error(`${batch?.counts.failed ?? 0} generations failed`);
    await delay(500);
  }
}

interface Measured {
  readonly size: Size;
  readonly prompts: number;
  readonly records: readonly GenerationRecord[];
  readonly tasks: readonly BookedTask[];
  readonly books: SimulatorStats;
}

function report({ size: { lifetimeMs, least }, prompts, records, tasks, books }: Measured): BenchmarkReport {
  const spans = tasks.map(({ acceptedAt, endsAt }): Span => ({ from: acceptedAt, to: endsAt }));
  const first = books.firstAcceptAt ?? 0;
  const last = books.lastEndAt ?? 0;
  const lastStart = tasks.at(-1)?.acceptedAt ?? last;
  const handOver = measureHandOver(tasks, records, LIMIT);
  const utilisation = (books.utilisation ?? 0) * 100;
  const whileWorkWaited = (coveredMs(spans, { from: first, to: lastStart }) / (LIMIT * (lastStart - first))) * 100;
  const mostPerMinute = mostInAnyWindow(
    tasks.map(({ acceptedAt }) => acceptedAt),
    60_000,
  );
  const breaches = books.windows.create.breaches + books.windows.query.breaches + books.windows.file.breaches;
  return {
    setting:
      `${prompts} prompts through ${PROCESSES} processes of \`hailuo worker all\`, Redis with its append-only ` +
      `file on, videos into a directory, the simulator in another process: ${LIMIT} tasks at once, each ` +
      `${lifetimeMs / 1000} s ± ${JITTER * 100} %; polls every ${POLL_MS} ms; at most ${CREATES_PER_MINUTE} ` +
      `creates a minute. Slots in use are the slot-seconds of the simulator's books over ${LIMIT} x makespan, ` +
      `from the first accept to the last end: the end, where the last ${LIMIT} tasks run out one by one and ` +
      "nothing waits, counts as idle. The peer is the ideal.",
    figures: [
      { what: "slots in use, first accept to last end", unit: "%", ours: utilisation, peer: 100 },
      {
        what: "slots in use while work waited, first accept to last accept",
        unit: "%",
        ours: whileWorkWaited,
        peer: 100,
      },
      { what: "makespan", unit: "s", ours: (last - first) / 1000, peer: (prompts * lifetimeMs) / LIMIT / 1000 },
      ...handOverFigures(handOver),
      { what: "polls per task", unit: "", ours: books.queriesPerTask.mean },
      { what: "most creates in any minute, of the allowed", unit: "", ours: mostPerMinute, peer: CREATES_PER_MINUTE },
    ],
    targets: [
      {
        what: "slots in use while work waited, first accept to last accept",
        unit: "%",
        value: whileWorkWaited,
        bound: "at least",
        limit: least,
      },
      { what: "breaches of the limit", unit: "", value: books.breachesInFlight, bound: "at most", limit: 0 },
      { what: "breaches of a window", unit: "", value: breaches, bound: "at most", limit: 0 },
      { what: "bought twice", unit: "", value: books.duplicateAccepts, bound: "at most", limit: 0 },
    ],
    rounds: [{ handOver, books }],
    plots: [
      {
        name: "slots",
        title: "Slots in use over time, by the simulator's books",
        svg: drawLines({
          xLabel: "seconds since the first accept",
          yLabel: "tasks at the provider",
          lines: [
            { label: "unfinished tasks", color: "#1f77b4", points: means(spans, { from: first, to: last }) },
            {
              label: "limit",
              color: "#d62728",
              points: [0, (last - first) / 1000].map((x) => ({ x, y: LIMIT })),
            },
          ],
        }),
      },
    ],
  };
}

function handOverFigures({
  untilTold,
  untilFreed,
  untilIntended,
  untilAccepted,
  all,
}: HandOver): BenchmarkReport["figures"] {
  return [
    { what: "a slot between two tasks: idle", unit: "ms", ours: all },
    { what: "… until a poll is told of the end", unit: "ms", ours: untilTold, peer: POLL_MS / 2 },
    { what: "… until the record says so and the slot is free", unit: "ms", ours: untilFreed },
    { what: "… until the next one is granted, fetched and its intent recorded", unit: "ms", ours: untilIntended },
    { what: "… until the provider has accepted it", unit: "ms", ours: untilAccepted },
  ];
}

/** The mean number in each half second. */
function means(spans: readonly Span[], within: Span): { readonly x: number; readonly y: number }[] {
  const stepMs = 500;
  return Array.from({ length: Math.floor((within.to - within.from) / stepMs) }, (_, at) => {
    const from = within.from + at * stepMs;
    return { x: (at * stepMs) / 1000, y: coveredMs(spans, { from, to: from + stepMs }) / stepMs };
  });
}
