import { openProducer } from "@hailuo-queue/producer";
import { startPrivateRedis } from "@hailuo-queue/local";
import { numberedItems } from "../admission/stand.ts";
import type { Benchmark, BenchmarkReport, BenchmarkWorld, Figure } from "../benchmark.ts";
import type { GatewayHeld, GatewayReady } from "../gateway-child.ts";
import type { HostileInput, HostileRun } from "../hostile-child.ts";
import type { HonestInput } from "../honest-child.ts";
import { quantileOf } from "../measure/statistics.ts";
import type { TimedGets } from "../measure/timed-gets.ts";
import { startChild } from "../processes/child-process.ts";
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
  /** The longest that the gateway's event loop stood still, without and with the time in which other work had the processor. */
  readonly heldMs: number;
  readonly stoodMs: number;
  readonly answers: HostileRun["answers"];
}

/**
 * By this benchmark at bde63d6, before anything of a caller's was bounded, over 2 s on the same machine: p99, slowest GET, loop held, in ms. The
 * floods at b01bd07, before connections were read in turns; the gateway ran out of memory by requests in pipelines.
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
    for (const kind of HOSTILE_KINDS) rounds.push(await beside(world, kind));
    return report(world, rounds);
  },
};

async function beside(world: BenchmarkWorld, kind: HostileKind): Promise<Beside> {
  await using redis = await startPrivateRedis({ server: world.redisServer });
  await using gateway = await startChild<GatewayReady>("gateway-child", {
    input: { redisUrl: redis.url },
    profileDirectory: world.profileDirectory,
  });
  const { url, token, hostileToken } = gateway.ready;
  const honest: HonestInput = {
    url,
    token,
    ids: await makeGenerations(redis.url),
    perSecond: GETS_PER_SECOND,
    seconds: world.short ? SECONDS.short : SECONDS.full,
  };
  await using looker = await startChild("honest-child", { input: honest });
  const hostile: HostileInput = { url, token: hostileToken, kind, connections: CONNECTIONS };
  await using sender = await startChild("hostile-child", { input: hostile });
  await gateway.ask("beginHeld");
  const { latenciesMs, failed } = await looker.ask<TimedGets>("look");
  const { heldMs, stoodMs } = await gateway.ask<GatewayHeld>("held");
  const { answers } = await sender.ask<HostileRun>("stop");
  const round = { kind, p99Ms: quantileOf(latenciesMs, 0.99), worstMs: Math.max(...latenciesMs), failed, heldMs, stoodMs, answers };
  world.note(
    `gateway-hostile ${kind}: p99 ${round.p99Ms.toFixed(0)} ms, worst ${round.worstMs.toFixed(0)} ms, held ${heldMs.toFixed(0)} ms (stood ${stoodMs.toFixed(0)} ms), ` +
      `${failed} failed, ${JSON.stringify(answers)}`,
  );
  return round;
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
      return { what: `${what} ${round.kind}`, unit: "ms", ours: read(round), ...(peer === undefined ? {} : { peer }) };
    });
  const most = (read: (round: Beside) => number): number => Math.max(...rounds.map(read));
  return {
    setting:
      `${GETS_PER_SECOND} GETs of one generation a second by one tenant for ${seconds} s, sent on time whatever is still open and timed from when they were due, ` +
      `while another tenant sends the worst of a kind again and again over ${CONNECTIONS} connections (chunks with a key over 8, other floods over the 30 that they name); gateway, both tenants and Redis each in a process of ` +
      `its own, a new gateway for each kind. How long its event loop was held is told without the time in which the process waited for a processor that others had (Linux' schedstat). The peer is the gateway ` +
      `as it was before bodies, lines and faults were bounded.`,
    figures: [
      ...figure("a GET, 99 % of them within, beside", ({ p99Ms }) => p99Ms, 0),
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
      { what: "the event loop, held at most", unit: "ms", value: most(({ heldMs }) => heldMs), bound: "at most", limit: 50 },
      { what: "GETs that failed", unit: "", value: rounds.reduce((sum, { failed }) => sum + failed, 0), bound: "at most", limit: 0 },
    ],
    rounds,
  };
}
