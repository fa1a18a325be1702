import { startPrivateRedis } from "@hailuo-queue/local";
import type { BacklogInput, BacklogRun } from "../backlog-child.ts";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import { openRedisMeter } from "../measure/redis-meter.ts";
import { medianOf } from "../measure/statistics.ts";
import { startChild } from "../processes/child-process.ts";

const BACKLOGS = [100, 10_000, 100_000] as const;
const MAX_IN_FLIGHT = 20;
const WARM_UP = 500;

interface BacklogRound extends BacklogRun {
  readonly backlog: number;
  readonly commandsEach: number;
}

/** Whether a long backlog makes each generation dearer. */
export const commandsBenchmark: Benchmark = {
  name: "admission-commands",
  async run(world) {
    const backlogs = world.short ? BACKLOGS.slice(0, 2) : BACKLOGS;
    const measured = world.short ? 1000 : 4000;
    const turns = world.short ? 1 : 3;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    await using meter = openRedisMeter(redis.url);
    const rounds: BacklogRound[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      for (const backlog of backlogs) {
        await meter.restart();
        const input: BacklogInput = {
          redisUrl: redis.url,
          backlog,
          warmUp: WARM_UP,
          measured,
          maxInFlight: MAX_IN_FLIGHT,
        };
        await using child = await startChild("backlog-child", { input, profileDirectory: world.profileDirectory });
        const run = await child.ask<BacklogRun>("run");
        const commandsEach = run.redis.commands / run.finished;
        world.note(`commands, backlog ${backlog}: ${commandsEach.toFixed(1)} a generation`);
        rounds.push({ backlog, ...run, commandsEach });
      }
    }
    return report(rounds, { backlogs, measured });
  },
};

function report(
  rounds: readonly BacklogRound[],
  { backlogs, measured }: { readonly backlogs: readonly number[]; readonly measured: number },
): BenchmarkReport {
  const middle = (backlog: number, read: (round: BacklogRound) => number): number =>
    medianOf(
      rounds.filter((round) => round.backlog === backlog),
      read,
    );
  const each = backlogs.map((backlog) => middle(backlog, ({ commandsEach }) => commandsEach));
  const [first = 0] = each;
  return {
    setting:
      `The whole product in one process with an instant provider and storage, ${MAX_IN_FLIGHT} slots, while so ` +
      "many generations wait: as many are submitted, 50 at a time, as finish. Commands are those that Redis " +
      `counts (INFO commandstats): each that a client sends and each inside a script, over ${measured} ` +
      `generations from submit to stored, after ${WARM_UP} to warm up. ${rounds.length / backlogs.length} rounds ` +
      "of each in turn. The peer is the smallest backlog.",
    figures: backlogs.flatMap((backlog, index) => [
      {
        what: `commands per finished generation, ${backlog} wait`,
        unit: "",
        ours: each[index] ?? 0,
        ...(index === 0 ? {} : { peer: first }),
      },
      {
        what: `Redis CPU per finished generation, ${backlog} wait`,
        unit: "µs",
        ours: middle(backlog, ({ redis, finished }) => (redis.cpuSeconds * 1e6) / finished),
        ...(index === 0
          ? {}
          : { peer: middle(backlogs[0] ?? 0, ({ redis, finished }) => (redis.cpuSeconds * 1e6) / finished) }),
      },
      {
        what: `generations a second, ${backlog} wait`,
        unit: "1/s",
        ours: middle(backlog, ({ finished, seconds }) => finished / seconds),
      },
    ]),
    targets: [
      {
        what: "commands per generation: the most of any backlog over the least",
        unit: "x",
        value: Math.max(...each) / Math.min(...each),
        bound: "at most",
        limit: 1.1,
      },
    ],
    rounds,
  };
}
