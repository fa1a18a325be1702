import { optional } from "@hailuo-queue/contracts";
import { openProducer } from "@hailuo-queue/producer";
import { startPrivateRedis } from "@hailuo-queue/local";
import { numberedItems } from "../admission/stand.ts";
import type { Benchmark, BenchmarkReport, BenchmarkWorld, Figure } from "../benchmark.ts";
import type { GatewayHeld, GatewayMemory, GatewayReady } from "../gateway-child.ts";
import type { HostileInput, HostileRun } from "../hostile-child.ts";
import type { HonestInput } from "../honest-child.ts";
import { quantileOf } from "../measure/statistics.ts";
import type { TimedGets } from "../measure/timed-gets.ts";
import { type BenchChild, startChild } from "../processes/child-process.ts";
import { HOSTILE_KINDS, type HostileKind } from "./hostile-kinds.ts";

const GETS_PER_SECOND = 100;
const SECONDS = { short: 2, full: 10 } as const;
const CONNECTIONS = 2;
const GENERATIONS = 100;

interface Beside {
  readonly kind: HostileKind;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly failed: number;
  /**
   * Of the same looks at another gateway that has nothing else to do, while the same flood goes on: what the machine
   * alone costs.
   */
  readonly controlP99Ms: number;
  /** What the gateway's first thread worked while a GET was under way: its time if nobody waited for a processor. */
  readonly p99WorkedMs: number;
  /**
   * The longest that the gateway's event loop stood still, without and with the time in which other work had the
   * processor.
   */
  readonly heldMs: number;
  readonly stoodMs: number;
  /** The most work of its first thread between two looks. */
  readonly workedMs: number;
  /** The longest pause of the garbage collector, which is part of that. */
  readonly collectedMs: number;
  readonly collectingMs: number;
  readonly collections: GatewayHeld["collections"];
  readonly rssPeakBytes: number;
  readonly heapPeakBytes: number;
  readonly buffersPeakBytes: number;
  readonly answers: HostileRun["answers"];
}

/**
 * By this benchmark at bde63d6, before anything of a caller's was bounded, over 2 s on the same machine: p99, slowest
 * GET, loop held, in ms. The floods at b01bd07, before connections were read in turns; the gateway ran out of memory by
 * requests in pipelines.
 */
const BEFORE: Readonly<Partial<Record<HostileKind, readonly [p99Ms: number, worstMs: number, heldMs: number]>>> = {
  nothing: [14, 15, 5],
  "two-byte lines": [91, 95, 34],
  "blank lines": [29964, 29974, 3185],
  "100,000 unknown fields": [4736, 4746, 2782],
  "a line of 100,000 unknown fields": [18, 18, 5],
  "deep nesting": [1117, 1123, 598],
  "millions of objects": [10054, 10064, 3015],
  "long names": [24992, 25002, 7050],
  "a CSV of one huge row": [152, 155, 140],
  "a CSV of short rows": [194, 204, 153],
  "a dry run of 200,000 items": [138, 144, 66],
  "an upload of 100,000 items": [60, 70, 41],
  "lists of 1,000 large records": [557, 567, 82],
  "chunks of one byte": [14116, 14353, 432],
  "chunks of one byte, no key, 30 connections": [1041, 1133, 51],
};

/** What one tenant's worst costs another one's looks. */
export const gatewayHostileBenchmark: Benchmark = {
  name: "gateway-hostile",
  async run(world) {
    const rounds: Beside[] = [];
    for (const kind of wantedKinds(world)) rounds.push(await beside(world, kind));
    return report(world, rounds);
  },
};

function wantedKinds({ kinds }: BenchmarkWorld): readonly HostileKind[] {
  return HOSTILE_KINDS.filter(
    (kind) => kinds === undefined || kind === "nothing" || kinds.some((words) => kind.includes(words)),
  );
}

async function beside(world: BenchmarkWorld, kind: HostileKind): Promise<Beside> {
  await using redis = await startPrivateRedis({ server: world.redisServer });
  await using gateway = await startChild<GatewayReady>("gateway-child", {
    input: { redisUrl: redis.url },
    profileDirectory: world.profileDirectory,
  });
  await using other = await startChild<GatewayReady>("gateway-child", { input: { redisUrl: redis.url } });
  const ids = await makeGenerations(redis.url);
  const honestAt = ({ pid, ready: { url, token } }: BenchChild<GatewayReady>): HonestInput => ({
    processId: pid,
    url,
    token,
    ids,
    perSecond: GETS_PER_SECOND,
    seconds: world.short ? SECONDS.short : SECONDS.full,
  });
  await using looker = await startChild("honest-child", { input: honestAt(gateway) });
  await using lookerAtOther = await startChild("honest-child", { input: honestAt(other) });
  const { url, hostileToken } = gateway.ready;
  const hostile: HostileInput = { url, token: hostileToken, kind, connections: CONNECTIONS };
  await using sender = await startChild("hostile-child", { input: hostile });
  await gateway.ask("beginHeld");
  const { latenciesMs, failed, workedMs } = await looker.ask<TimedGets>("look");
  const held = await gateway.ask<GatewayHeld>("held");
  const control = await lookerAtOther.ask<TimedGets>("look");
  const { answers } = await sender.ask<HostileRun>("stop");
  const { rssPeakBytes, heapPeakBytes, buffersPeakBytes } = await gateway.ask<GatewayMemory>("memory");
  const round: Beside = {
    kind,
    p99Ms: quantileOf(latenciesMs, 0.99),
    worstMs: Math.max(...latenciesMs),
    failed,
    controlP99Ms: quantileOf(control.latenciesMs, 0.99),
    p99WorkedMs: quantileOf(workedMs, 0.99),
    ...held,
    rssPeakBytes,
    heapPeakBytes,
    buffersPeakBytes,
    answers,
  };
  world.note(`gateway-hostile ${describe(round)}`);
  return round;
}

function describe(round: Beside): string {
  const {
    kind,
    p99Ms,
    p99WorkedMs,
    worstMs,
    controlP99Ms,
    heldMs,
    workedMs,
    stoodMs,
    collectedMs,
    collectingMs,
    collections,
    rssPeakBytes,
    heapPeakBytes,
    buffersPeakBytes,
    failed,
    answers,
  } = round;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  return (
    `${kind}: p99 ${ms(p99Ms)} (its own work ${ms(p99WorkedMs)}; at an idle gateway ${ms(controlP99Ms)}), worst ` +
    `${ms(worstMs)}, held ${ms(heldMs)} (its own work ${ms(workedMs)}, stood ${ms(stoodMs)}, garbage ` +
    `${ms(collectedMs)}, ${collections.young}+${collections.all} times, ${ms(collectingMs)} in all), ` +
    `${mb(rssPeakBytes)} (heap ${mb(heapPeakBytes)}, buffers ${mb(buffersPeakBytes)}), ${failed} failed, ` +
    `${JSON.stringify(answers)}`
  );
}

async function makeGenerations(redisUrl: string): Promise<readonly string[]> {
  const producer = await openProducer({ redisUrl });
  try {
    await producer.submitBatch(numberedItems(GENERATIONS), { batchId: "bench", tenant: "bench" });
    return (await producer.list({ batchId: "bench", limit: GENERATIONS })).items.map(({ id }) => id);
  } finally {
    await producer.close();
  }
}

function report(world: BenchmarkWorld, rounds: readonly Beside[]): BenchmarkReport {
  const seconds = world.short ? SECONDS.short : SECONDS.full;
  const figure = (what: string, read: (round: Beside) => number, before: 0 | 1 | 2): Figure[] =>
    rounds.map((round) => {
      const peer = BEFORE[round.kind]?.[before];
      return { what: `${what} ${round.kind}`, unit: "ms", ours: read(round), ...optional({ peer }) };
    });
  const most = (read: (round: Beside) => number): number => Math.max(...rounds.map(read));
  return {
    setting:
      `${GETS_PER_SECOND} GETs of one generation a second by one tenant for ${seconds} s, sent on time whatever is ` +
      "still open and timed from when they were due, while another tenant sends the worst of a kind again and again " +
      `over ${CONNECTIONS} connections (chunks with a key over 8, other floods over the 30 that they name); ` +
      "gateway, both tenants and Redis each in a process of its own, a new gateway for each kind. The same looks " +
      "are then sent to a second gateway that has nothing else to do, while the flood of the first goes on. How " +
      "long its event loop was held is told without the time in which the process waited for a processor that " +
      "others had (Linux' schedstat). The peer is the gateway as it was before bodies, lines and faults were " +
      "bounded.",
    figures: [
      ...figure("a GET, 99 % of them within, beside", ({ p99Ms }) => p99Ms, 0),
      ...rounds.map(({ kind, p99WorkedMs }) => ({
        what: `the gateway's own work while a GET waits, 99 % of them within, beside ${kind}`,
        unit: "ms",
        ours: p99WorkedMs,
      })),
      ...rounds.map(({ kind, controlP99Ms }) => ({
        what: `a GET at an idle gateway on the same machine, 99 % of them within, beside ${kind}`,
        unit: "ms",
        ours: controlP99Ms,
      })),
      ...figure("the slowest GET beside", ({ worstMs }) => worstMs, 1),
      ...figure("the event loop, held at most, beside", ({ heldMs }) => heldMs, 2),
    ],
    targets: [
      {
        what: "99 % of another tenant's GETs within, beside the worst kind",
        unit: "ms",
        value: most(({ p99Ms }) => p99Ms),
        bound: "at most",
        limit: 100,
      },
      {
        what: "the event loop, held at most",
        unit: "ms",
        value: most(({ heldMs }) => heldMs),
        bound: "at most",
        limit: 50,
      },
      {
        what: "GETs that failed",
        unit: "",
        value: rounds.reduce((sum, { failed }) => sum + failed, 0),
        bound: "at most",
        limit: 0,
      },
    ],
    rounds,
  };
}
