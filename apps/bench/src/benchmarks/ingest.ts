import { startPrivateRedis } from "@hailuo-queue/local";
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from "../benchmark.ts";
import type { IngestInput, IngestRun } from "../ingest-child.ts";
import { openRedisMeter, type RedisLoad, type RedisMeter } from "../measure/redis-meter.ts";
import { medianOf } from "../measure/statistics.ts";
import { startChild } from "../processes/child-process.ts";

const PROMPT_CHARACTERS = 500;
const SIZES = { short: 20_000, full: 100_000 } as const;
/** Told besides: what a table costs per entry depends a little on how full it is. */
const MANY = 1_000_000;

interface IngestRound extends IngestRun {
  readonly which: IngestInput["which"];
  readonly prompts: number;
  readonly perSecond: number;
  readonly redisBytesEach: number;
  readonly redis: RedisLoad;
}

/** How fast generations are taken in, and what they cost while they wait. */
export const ingestBenchmark: Benchmark = {
  name: "ingest",
  async run(world) {
    const prompts = world.short ? SIZES.short : SIZES.full;
    const pairs = world.short ? 2 : 5;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    await using meter = openRedisMeter(redis.url);
    const rounds: IngestRound[] = [];
    const run = async (which: IngestInput["which"], count: number): Promise<void> => {
      const input = { which, redisUrl: redis.url, prompts: count, promptCharacters: PROMPT_CHARACTERS };
      const round = await runRound(input, meter, world);
      const { perSecond, redisBytesEach } = round;
      world.note(
        `ingest ${which}: ${count} prompts, ${Math.round(perSecond)} a second, ` +
          `${Math.round(redisBytesEach)} bytes of Redis each`,
      );
      rounds.push(round);
    };
    for (let pair = 0; pair < pairs; pair += 1)
      for (const which of ["bare", "ours"] as const) await run(which, prompts);
    if (!world.short) for (const which of ["bare", "ours"] as const) await run(which, MANY);
    return report(rounds, prompts);
  },
};

async function runRound(
  input: IngestInput,
  meter: RedisMeter,
  { profileDirectory }: BenchmarkWorld,
): Promise<IngestRound> {
  await meter.restart();
  await using child = await startChild("ingest-child", { input, profileDirectory });
  const run = await child.ask<IngestRun>("run");
  const { which, prompts } = input;
  return {
    which,
    prompts,
    ...run,
    perSecond: prompts / run.seconds,
    redisBytesEach: run.redisBytes / prompts,
    redis: await meter.read(),
  };
}

function report(rounds: readonly IngestRound[], prompts: number): BenchmarkReport {
  const compare = (
    read: (round: IngestRound) => number,
    count = prompts,
  ): { readonly ours: number; readonly peer: number } => {
    const of = (which: IngestInput["which"]): number =>
      medianOf(
        rounds.filter((round) => round.which === which && round.prompts === count),
        read,
      );
    return { ours: of("ours"), peer: of("bare") };
  };
  const speed = compare(({ perSecond }) => perSecond);
  const bytes = compare(({ redisBytesEach }) => redisBytesEach);
  const growth = rounds
    .filter(({ which, prompts: count }) => which === "ours" && count === prompts)
    .map((round) => round.rssGrowthBytes / 1e6);
  const many = rounds.some((round) => round.prompts === MANY)
    ? [compare(({ redisBytesEach }) => redisBytesEach, MANY)]
    : [];
  const pairs = rounds.filter((round) => round.prompts === prompts).length / 2;
  return {
    setting:
      `${prompts} prompts of ${PROMPT_CHARACTERS} characters, made as they are asked for, into a batch that is ` +
      "opened, filled 100 at a time (four calls under way) and sealed: validated, priced, recorded, idempotent by " +
      "their place. The peer is addBulk of BullMQ, 1,000 at a time, of the same requests into one queue. A new " +
      `process for each round, ${pairs} rounds of each in turn, on the same Redis; RSS growth is the largest of all ` +
      "rounds.",
    figures: [
      { what: "generations taken in a second", unit: "1/s", ...speed },
      { what: `Redis memory per queued generation, ${prompts} of them`, unit: "bytes", ...bytes },
      ...many.map((figure) => ({
        what: `Redis memory per queued generation, ${MANY} of them`,
        unit: "bytes",
        ...figure,
      })),
      {
        what: "Redis commands per generation, those inside scripts too",
        unit: "",
        ...compare(({ redis }) => redis.commands / prompts),
      },
      { what: "Redis CPU per generation", unit: "µs", ...compare(({ redis }) => (redis.cpuSeconds * 1e6) / prompts) },
      { what: "growth of the client's RSS", unit: "MB", ...compare(({ rssGrowthBytes }) => rssGrowthBytes / 1e6) },
    ],
    targets: [
      { what: "speed beside bare addBulk", unit: "x", value: speed.ours / speed.peer, bound: "at least", limit: 1 },
      { what: "growth of the client's RSS", unit: "MB", value: Math.max(...growth), bound: "at most", limit: 80 },
      {
        what: "Redis memory per queued generation beside BullMQ's",
        unit: "x",
        value: bytes.ours / bytes.peer,
        bound: "at most",
        limit: 1,
      },
    ],
    rounds,
  };
}
