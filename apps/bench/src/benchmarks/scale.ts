import { setTimeout as delay } from "node:timers/promises";
import { startPrivateRedis } from "@hailuo-queue/local";
import { Redis } from "ioredis";
import type { Benchmark, BenchmarkReport, BenchmarkWorld, Figure, Target } from "../benchmark.ts";
import { openRedisMeter, type RedisLoad } from "../measure/redis-meter.ts";
import { startChild } from "../processes/child-process.ts";
import type { ScaleInput, ScaleSample } from "../scale-child.ts";

interface Size {
  readonly accounts: number;
  readonly maxInFlight: number;
  readonly medianMs: number;
}

const SIZES: readonly Size[] = [
  { accounts: 100, maxInFlight: 100, medianMs: 60_000 },
  { accounts: 1000, maxInFlight: 100, medianMs: 180_000 },
];
const SHORT_SIZES: readonly Size[] = [{ accounts: 100, maxInFlight: 10, medianMs: 10_000 }];

/** All slots, nearly: what is left is freed and filled within the second. */
const FULL = 0.98;
const MOST_RAMP_MS = 20 * 60_000;

interface ScaleRun extends Size {
  readonly inFlight: number;
  readonly submitSeconds: number;
  /** From the first create until nearly all slots were used. */
  readonly rampSeconds: number;
  readonly rampPerSecond: number;
  readonly seconds: number;
  readonly slotsUsed: number;
  readonly endedPerSecond: number;
  readonly pollsPerGeneration: number;
  readonly redisCpu: number;
  readonly redisCommandsPerSecond: number;
  readonly nodeCpu: number;
  readonly redisBytesPerGeneration: number;
  readonly redisBytes: number;
  readonly heaviest: RedisLoad["heaviest"];
  readonly last: ScaleSample;
}

/** What one Redis carries: many accounts, many tasks at once, with everything that a deployment does beside them. */
export const scaleBenchmark: Benchmark = {
  name: "scale",
  async run(world) {
    const sizes = world.short ? SHORT_SIZES : SIZES;
    const runs: ScaleRun[] = [];
    for (const size of sizes) {
      const run = await measure(size, world);
      const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
      world.note(
        `scale ${size.accounts} x ${size.maxInFlight}: ${percent(run.slotsUsed)} of the slots used, ` +
          `${run.endedPerSecond.toFixed(0)} ended a second, Redis ${percent(run.redisCpu)} of a core, ` +
          `Node ${percent(run.nodeCpu)}, ${run.last.breaches} breaches`,
      );
      runs.push(run);
    }
    return report(runs);
  },
};

async function measure(size: Size, { short, redisServer, profileDirectory, note }: BenchmarkWorld): Promise<ScaleRun> {
  const { accounts, maxInFlight, medianMs } = size;
  const inFlight = accounts * maxInFlight;
  // Tasks that begin together end together: the first ends have come, and then half of one of their waves is measured.
  const periodSeconds = medianMs / 1000;
  const steadySeconds = short ? 5 : Math.max(30, periodSeconds / 2);
  const generations = Math.ceil(inFlight * (2.6 + (1.3 * steadySeconds) / periodSeconds));
  await using redis = await startPrivateRedis({ server: redisServer });
  await using meter = openRedisMeter(redis.url);
  const input: ScaleInput = { redisUrl: redis.url, accounts, maxInFlight, medianMs, generations };
  await using child = await startChild("scale-child", { input, profileDirectory });
  const submitting = performance.now();
  await child.ask("submit");
  const submitSeconds = (performance.now() - submitting) / 1000;

  const ramping = performance.now();
  await child.ask("start");
  let sample = await child.ask<ScaleSample>("sample");
  while (sample.running < inFlight * FULL && performance.now() - ramping < MOST_RAMP_MS) {
    await delay(500);
    sample = await child.ask<ScaleSample>("sample");
  }
  const rampSeconds = (performance.now() - ramping) / 1000;
  const rampPerSecond = sample.sold / rampSeconds;
  note(`scale ${accounts} x ${maxInFlight}: ${sample.running} tasks run after ${rampSeconds.toFixed(0)} s`);
  await delay(short ? 1000 : Math.max(0, medianMs * 1.2 - (performance.now() - ramping)));

  await child.ask("restart");
  await meter.begin();
  const first = await child.ask<ScaleSample>("sample");
  const startedAt = performance.now();
  const used: number[] = [];
  let last = first;
  while (performance.now() - startedAt < steadySeconds * 1000) {
    await delay(1000);
    last = await child.ask<ScaleSample>("sample");
    used.push(last.running / inFlight);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const load = await meter.read();
  const ended = last.ended - first.ended;
  const redisBytes = await usedMemory(redis.url);
  return {
    ...size,
    inFlight,
    submitSeconds,
    rampSeconds,
    rampPerSecond,
    seconds,
    slotsUsed: used.reduce((sum, part) => sum + part, 0) / used.length,
    endedPerSecond: ended / seconds,
    pollsPerGeneration: ended === 0 ? 0 : (last.polls - first.polls) / ended,
    redisCpu: load.cpuSeconds / seconds,
    redisCommandsPerSecond: load.commands / seconds,
    nodeCpu: (last.nodeCpuSeconds - first.nodeCpuSeconds) / seconds,
    redisBytes,
    redisBytesPerGeneration: redisBytes / generations,
    heaviest: load.heaviest,
    last,
  };
}

async function usedMemory(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl);
  try {
    return Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1] ?? 0);
  } finally {
    redis.disconnect();
  }
}

function report(runs: readonly ScaleRun[]): BenchmarkReport {
  return {
    setting:
      "All three stages, dispatcher, reconciler and history in one process, on the real store and queue and one " +
      "Redis without a file; the provider is values whose tasks take a lognormal time (sigma 0.15), and counts each " +
      "account's tasks in books of its own. Tasks take longer the more there are, and steps of polling with them, " +
      "so that two cores suffice: ends a second cost time, tasks at once cost memory. Measured while all slots are " +
      "used.",
    figures: runs.flatMap(figuresOf),
    targets: runs.flatMap(targetsOf),
    rounds: runs,
  };
}

function nameOf({ accounts, maxInFlight, medianMs }: Size): string {
  return `${accounts} x ${maxInFlight} tasks of ${medianMs / 1000} s`;
}

function figuresOf(run: ScaleRun): Figure[] {
  const name = nameOf(run);
  return [
    { what: `${name}: slots in use`, unit: "%", ours: run.slotsUsed * 100 },
    { what: `${name}: ended a second`, unit: "1/s", ours: run.endedPerSecond },
    { what: `${name}: creates a second until all slots were used`, unit: "1/s", ours: run.rampPerSecond },
    { what: `${name}: polls per generation`, unit: "", ours: run.pollsPerGeneration },
    { what: `${name}: from a task's end to its detection, median`, unit: "s", ours: run.last.unseenMs.median / 1000 },
    { what: `${name}: the same, 99th percentile`, unit: "s", ours: run.last.unseenMs.p99 / 1000 },
    { what: `${name}: Redis CPU`, unit: "% of a core", ours: run.redisCpu * 100 },
    { what: `${name}: Node CPU`, unit: "% of a core", ours: run.nodeCpu * 100 },
    { what: `${name}: Redis memory`, unit: "MB", ours: run.redisBytes / 1e6 },
    {
      what: `${name}: errors of workers`,
      unit: "",
      ours: Object.values(run.last.errors).reduce((sum, count) => sum + count, 0),
    },
    { what: `${name}: a turn of the reconciler`, unit: "s", ours: run.last.reconcileMs / 1000 },
    { what: `${name}: a turn of the history`, unit: "s", ours: run.last.historyMs / 1000 },
  ];
}

function targetsOf(run: ScaleRun): Target[] {
  const name = nameOf(run);
  return [
    { what: `${name}: breaches of a limit`, unit: "", value: run.last.breaches, bound: "at most", limit: 0 },
    { what: `${name}: bought twice`, unit: "", value: run.last.boughtTwice, bound: "at most", limit: 0 },
    { what: `${name}: slots in use`, unit: "%", value: run.slotsUsed * 100, bound: "at least", limit: 97 },
  ];
}
