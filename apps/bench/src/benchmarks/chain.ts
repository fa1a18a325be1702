import { startPrivateRedis } from "@hailuo-queue/local";
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from "../benchmark.ts";
import type { ChainInput, ChainRun } from "../chain-child.ts";
import { openRedisMeter, type RedisLoad, type RedisMeter } from "../measure/redis-meter.ts";
import { medianOf } from "../measure/statistics.ts";
import { startChild } from "../processes/child-process.ts";

const PROMPT_CHARACTERS = 500;
const CONCURRENCY = 200;
const MAX_IN_FLIGHT = 20_000;

type Which = ChainInput["which"];

interface ChainRound extends ChainRun {
  readonly which: Which;
  readonly generationsPerSecond: number;
  readonly redis: RedisLoad;
}

/** The queue's own speed: nothing waits for a provider or a disk, so what is left is Redis and our code. */
export const chainBenchmark: Benchmark = {
  name: "chain",
  async run(world) {
    const generations = world.short ? 5000 : 20_000;
    const pairs = world.short ? 2 : 5;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    await using meter = openRedisMeter(redis.url);
    const rounds: ChainRound[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const which of ["bare", "ours"] as const) {
        const input = {
          which,
          redisUrl: redis.url,
          generations,
          promptCharacters: PROMPT_CHARACTERS,
          concurrency: CONCURRENCY,
        };
        const round = await runRound({ ...input, maxInFlight: MAX_IN_FLIGHT }, meter, world);
        world.note(`chain ${which}: ${Math.round(round.generationsPerSecond)} generations/s`);
        rounds.push(round);
      }
    }
    return report(rounds, generations);
  },
};

async function runRound(
  input: ChainInput,
  meter: RedisMeter,
  { profileDirectory }: BenchmarkWorld,
): Promise<ChainRound> {
  await meter.restart();
  await using child = await startChild("chain-child", { input, profileDirectory });
  const run = await child.ask<ChainRun>("run");
  return {
    which: input.which,
    ...run,
    generationsPerSecond: input.generations / run.seconds,
    redis: await meter.read(),
  };
}

function report(rounds: readonly ChainRound[], generations: number): BenchmarkReport {
  const middle = (which: Which, read: (round: ChainRound) => number): number =>
    medianOf(
      rounds.filter((round) => round.which === which),
      read,
    );
  const compare = (read: (round: ChainRound) => number): { readonly ours: number; readonly peer: number } => ({
    ours: middle("ours", read),
    peer: middle("bare", read),
  });
  const speed = compare((round) => round.generationsPerSecond);
  const redisCpu = compare(({ redis }) => (redis.cpuSeconds * 1e6) / generations);
  return {
    setting:
      `${generations} generations with prompts of ${PROMPT_CHARACTERS} characters through create, poll and download ` +
      `in one process, enqueueing included; provider and storage are values that answer at once; ${CONCURRENCY} ` +
      `jobs of each stage at once, ${MAX_IN_FLIGHT} slots, which do not bind. The peer is a bare chain of three ` +
      "BullMQ queues (add, process, add …) without records, limits or batches, on the same Redis. A new process for " +
      `each round, ${rounds.length / 2} rounds of each in turn.`,
    figures: [
      { what: "generations a second", unit: "1/s", ...speed },
      {
        what: "Redis commands per generation, those inside scripts too",
        unit: "",
        ...compare(({ redis }) => redis.commands / generations),
      },
      {
        what: "Redis CPU per generation",
        unit: "µs",
        ...redisCpu,
      },
      {
        what: "Node CPU per generation",
        unit: "µs",
        ...compare(({ nodeCpuSeconds }) => (nodeCpuSeconds * 1e6) / generations),
      },
    ],
    targets: [
      {
        what: "speed beside the bare chain",
        unit: "x",
        value: speed.ours / speed.peer,
        bound: "at least",
        limit: 0.65,
      },
      {
        what: "Redis CPU beside the bare chain",
        unit: "x",
        value: redisCpu.ours / redisCpu.peer,
        bound: "at most",
        limit: 1.5,
      },
    ],
    rounds,
  };
}
