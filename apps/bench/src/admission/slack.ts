import { startPrivateRedis } from "@hailuo-queue/local";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import type { ChainInput, ChainRun } from "../chain-child.ts";
import { openRedisMeter, type RedisLoad } from "../measure/redis-meter.ts";
import { medianOf } from "../measure/statistics.ts";
import { startChild } from "../processes/child-process.ts";

const PROMPT_CHARACTERS = 500;
const CONCURRENCY = 200;
const MAX_IN_FLIGHT = 100_000;

type Which = Extract<ChainInput["which"], "ours" | "without_admission">;

interface SlackRound extends ChainRun {
  readonly which: Which;
  readonly generationsPerSecond: number;
  readonly redis: RedisLoad;
}

/** What admission costs where no limit is near. */
export const slackBenchmark: Benchmark = {
  name: "admission-slack",
  async run(world) {
    const generations = world.short ? 4000 : 20_000;
    const pairs = world.short ? 2 : 5;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    await using meter = openRedisMeter(redis.url);
    const rounds: SlackRound[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      // The first of a pair changes, so that neither always comes after the other.
      const order: readonly Which[] = pair % 2 === 0 ? ["without_admission", "ours"] : ["ours", "without_admission"];
      for (const which of order) {
        await meter.restart();
        const input: ChainInput = {
          which,
          redisUrl: redis.url,
          generations,
          promptCharacters: PROMPT_CHARACTERS,
          concurrency: CONCURRENCY,
          maxInFlight: MAX_IN_FLIGHT,
        };
        await using child = await startChild("chain-child", { input, profileDirectory: world.profileDirectory });
        const run = await child.ask<ChainRun>("run");
        rounds.push({ which, ...run, generationsPerSecond: generations / run.seconds, redis: await meter.read() });
        world.note(`slack ${which}: ${Math.round(generations / run.seconds)} generations/s`);
      }
    }
    return report(rounds, generations);
  },
};

function report(rounds: readonly SlackRound[], generations: number): BenchmarkReport {
  const compare = (read: (round: SlackRound) => number): { readonly ours: number; readonly peer: number } => {
    const middle = (which: Which): number =>
      medianOf(
        rounds.filter((round) => round.which === which),
        read,
      );
    return { ours: middle("ours"), peer: middle("without_admission") };
  };
  const speed = compare((round) => round.generationsPerSecond);
  return {
    setting:
      `The chain of \`pnpm bench chain\`: ${generations} generations in one process, enqueueing included, provider ` +
      `and storage at once, ${MAX_IN_FLIGHT} slots and a create window of a thousand million. The peer is the same ` +
      "pipeline with admission bypassed: no dispatcher and no admission script, each generation gets a made-up " +
      "grant and its create job as it is submitted; records, slots and stamps are written as always. A new process " +
      `for each round, ${rounds.length / 2} rounds of each in turn.`,
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
        ...compare(({ redis }) => (redis.cpuSeconds * 1e6) / generations),
      },
      {
        what: "Node CPU per generation",
        unit: "µs",
        ...compare(({ nodeCpuSeconds }) => (nodeCpuSeconds * 1e6) / generations),
      },
    ],
    targets: [
      { what: "speed beside the bypass", unit: "x", value: speed.ours / speed.peer, bound: "at least", limit: 0.9 },
    ],
    rounds,
  };
}
