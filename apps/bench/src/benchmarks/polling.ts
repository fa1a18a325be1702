import { optional } from "@hailuo-queue/contracts";
import { type PrivateRedis, startPrivateRedis } from "@hailuo-queue/local";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport, Figure, Target } from "../benchmark.ts";
import type { PollingInput } from "../polling-child.ts";
import { startChild } from "../processes/child-process.ts";
import { MEDIAN_MS, type PollFigures, readTasks, SPEED, STEPS, summarizePolls } from "./poll-books.ts";

const SIGMAS = [0.15, 0.3] as const;
/** Slow enough for three pollers at once on two cores: what one of them waits for the machine, the others do too. */
const CREATE_EVERY_MS = 125;

/** What one way of polling cost and gave, by the simulator's books, in live seconds. */
interface PollingRun extends PollFigures {
  readonly sigma: number;
  readonly poller: "ours, nothing learned" | "ours" | "every 5 s" | "every 10 s";
}

/** How often tasks are asked for, and how long their end stays unseen, beside polling at a fixed interval. */
export const pollingBenchmark: Benchmark = {
  name: "polling",
  async run(world) {
    const generations = world.short ? 100 : 1000;
    const unlearned = world.short ? 50 : 100;
    const runs: PollingRun[] = [];
    for (const sigma of world.short ? SIGMAS.slice(0, 1) : SIGMAS) {
      await using redis = await startPrivateRedis({ server: world.redisServer });
      const measure = async (
        poller: PollingRun["poller"],
        prefix: string,
        count: number,
        fixedMs?: number,
      ): Promise<void> => {
        const run = await runPoller(redis, { sigma, poller, prefix, count, fixedMs });
        world.note(
          `polling, sigma ${sigma}, ${poller}: ${run.pollsPerTask.toFixed(2)} ` +
            `polls, ${run.meanDelaySeconds.toFixed(2)} s unseen`,
        );
        runs.push(run);
      };
      await measure("ours, nothing learned", "ours", unlearned);
      // Ours finds in Redis what the run before has learned. All at once: the machine's other work then hits them
      // alike.
      await Promise.all([
        measure("ours", "ours", generations),
        measure("every 5 s", "every-5-s", generations, 5000 / SPEED),
        measure("every 10 s", "every-10-s", generations, 10_000 / SPEED),
      ]);
    }
    return report(runs, { generations, unlearned });
  },
};

async function runPoller(
  redis: PrivateRedis,
  options: Pick<PollingRun, "sigma" | "poller"> & {
    readonly prefix: string;
    readonly count: number;
    readonly fixedMs: number | undefined;
  },
): Promise<PollingRun> {
  const { sigma, poller, prefix, count, fixedMs } = options;
  // The same seed each time: the tasks take the same times in the order of their acceptance.
  const simulated: SimulatorOptions = { speed: SPEED, lifetime: { medianMs: MEDIAN_MS, sigma }, seed: 7 };
  await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: simulated });
  const input: PollingInput = {
    ...STEPS,
    redisUrl: redis.url,
    simulatorUrl: simulator.ready.url,
    prefix,
    generations: count,
    createEveryMs: CREATE_EVERY_MS,
    ...optional({ fixedMs }),
  };
  await using chain = await startChild("polling-child", { input });
  await chain.ask("run");
  return { sigma, poller, ...summarizePolls(await readTasks(simulator.ready.url)) };
}

function report(
  runs: readonly PollingRun[],
  { generations, unlearned }: { readonly generations: number; readonly unlearned: number },
): BenchmarkReport {
  const find = (sigma: number, poller: PollingRun["poller"]): PollingRun => {
    const found = runs.find((run) => run.sigma === sigma && run.poller === poller);
    if (found === undefined) throw new Error(`no run of ${poller} at sigma ${sigma}`);
    return found;
  };
  const sigmas = [...new Set(runs.map(({ sigma }) => sigma))];
  return {
    setting:
      `${generations} generations whose times are lognormal around ${MEDIAN_MS / 1000} s, ${SPEED} times faster ` +
      "(simulator, steps of polling and deadline alike) and told in live seconds, so that 1 ms of our own counts as " +
      `${SPEED} ms. All three ways of polling run at the same time, each in a process with the product's create and ` +
      "poll workers, on one Redis, and ask a simulator each for the same tasks; its books say when each task ended, " +
      `when that was first told, and how often it was asked. Ours has learned from ${unlearned} tasks before, which ` +
      "are told apart. The peer of each figure stands in its name.",
    figures: sigmas.flatMap((sigma) => figuresOf(sigma, (poller) => find(sigma, poller))),
    targets: sigmas.flatMap((sigma) => targetsOf(sigma, (poller) => find(sigma, poller))),
    rounds: runs,
  };
}

function figuresOf(sigma: number, find: (poller: PollingRun["poller"]) => PollingRun): Figure[] {
  const ours = find("ours");
  const unlearned = find("ours, nothing learned");
  return (["every 10 s", "every 5 s"] as const).flatMap((name) => {
    const peer = find(name);
    const beside = `sigma ${sigma}, beside ${name}`;
    return [
      { what: `polls per generation, ${beside}`, unit: "", ours: ours.pollsPerTask, peer: peer.pollsPerTask },
      {
        what: `mean time from a task's end to its detection, ${beside}`,
        unit: "s",
        ours: ours.meanDelaySeconds,
        peer: peer.meanDelaySeconds,
      },
      { what: `its 95th percentile, ${beside}`, unit: "s", ours: ours.p95DelaySeconds, peer: peer.p95DelaySeconds },
      {
        what: `polls per generation with nothing learned, ${beside}`,
        unit: "",
        ours: unlearned.pollsPerTask,
        peer: peer.pollsPerTask,
      },
      {
        what: `mean time to detection with nothing learned, ${beside}`,
        unit: "s",
        ours: unlearned.meanDelaySeconds,
        peer: peer.meanDelaySeconds,
      },
    ];
  });
}

function targetsOf(sigma: number, find: (poller: PollingRun["poller"]) => PollingRun): Target[] {
  const ours = find("ours");
  return [
    {
      what: `polls per generation, beside every 10 s, sigma ${sigma}`,
      unit: "",
      value: ours.pollsPerTask,
      bound: "at most",
      limit: find("every 10 s").pollsPerTask,
    },
    {
      what: `mean time to detection, beside every 5 s, sigma ${sigma}`,
      unit: "s",
      value: ours.meanDelaySeconds,
      bound: "at most",
      limit: find("every 5 s").meanDelaySeconds,
    },
  ];
}
