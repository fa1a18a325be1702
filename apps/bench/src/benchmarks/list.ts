import { type PrivateRedis, startPrivateRedis } from "@hailuo-queue/local";
import type { SimulatorOptions, SimulatorStats } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport, Figure } from "../benchmark.ts";
import type { PollingInput } from "../polling-child.ts";
import { startChild } from "../processes/child-process.ts";
import { MEDIAN_MS, type PollFigures, readTasks, stepsAt, summarizePolls } from "./poll-books.ts";

/** Slow enough that what a busy machine adds to a poll does not keep those of one moment apart. */
const SPEED = 5;
const SIGMA = 0.15;

type Way = "lists" | "single queries";

/** What one way of asking cost and gave, by the simulator's books, in live seconds. */
interface ListRun extends PollFigures {
  readonly way: Way;
  readonly unfinished: number;
  readonly requestsPerTask: number;
  readonly listsPerTask: number;
  readonly requestsPerSecond: number;
}

/** What it costs to learn of the ends of few and of many v2 tasks, by lists and by a query for each. */
export const listBenchmark: Benchmark = {
  name: "list",
  async run(world) {
    const sizes = world.short ? [40] : [50, 200];
    const rounds = world.short ? 2 : 5;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    const runs: ListRun[] = [];
    for (const unfinished of sizes) {
      const measure = async (way: Way): Promise<void> => {
        const run = await runOnce(redis, way, unfinished, unfinished * rounds);
        world.note(
          `list, ${unfinished} unfinished, ${way}: ${run.requestsPerTask.toFixed(2)} requests a generation, ` +
            `${run.requestsPerSecond.toFixed(2)} a second, ${run.meanDelaySeconds.toFixed(2)} s unseen`,
        );
        runs.push(run);
      };
      // Both at once: the machine's other work then hits them alike. Each finds in Redis what it has learned before.
      await Promise.all([measure("lists"), measure("single queries")]);
    }
    return report(runs, sizes);
  },
};

async function runOnce(redis: PrivateRedis, way: Way, unfinished: number, generations: number): Promise<ListRun> {
  // The same seed each time: the tasks take the same times in the order of their acceptance.
  const simulated: SimulatorOptions = { speed: SPEED, lifetime: { medianMs: MEDIAN_MS, sigma: SIGMA }, seed: 7 };
  await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: simulated });
  const { url } = simulator.ready;
  const input: PollingInput = {
    ...stepsAt(SPEED),
    redisUrl: redis.url,
    simulatorUrl: url,
    prefix: way.replaceAll(" ", "-"),
    generations,
    createEveryMs: Math.floor(MEDIAN_MS / SPEED / unfinished),
    v2: { lists: way === "lists", maxInFlight: unfinished },
  };
  await using chain = await startChild("polling-child", { input });
  await chain.ask("run");
  const stats = (await (await fetch(`${url}/__stats`)).json()) as SimulatorStats;
  const { query = 0, list = 0 } = stats.requests;
  const seconds = (((stats.lastEndAt ?? 0) - (stats.firstAcceptAt ?? 0)) * SPEED) / 1000;
  return {
    way,
    unfinished,
    ...summarizePolls(await readTasks(url), SPEED),
    requestsPerTask: (query + list) / stats.accepted,
    listsPerTask: list / stats.accepted,
    requestsPerSecond: (query + list) / seconds,
  };
}

function report(runs: readonly ListRun[], sizes: readonly number[]): BenchmarkReport {
  const find = (unfinished: number, way: Way): ListRun => {
    const found = runs.find((run) => run.way === way && run.unfinished === unfinished);
    if (found === undefined) throw new Error(`no run of ${unfinished} by ${way}`);
    return found;
  };
  const largest = Math.max(...sizes);
  const [lists, singles] = [find(largest, "lists"), find(largest, "single queries")];
  return {
    setting:
      `${sizes.join(" and then ")} unfinished tasks of MiniMax-H3 at all times, up to five times as many in all, ` +
      `whose times are lognormal around ${MEDIAN_MS / 1000} s (sigma ${SIGMA}), ${SPEED} times faster and told in ` +
      `live seconds, so that 1 ms of our own counts as ${SPEED} ms. The product's create and poll workers in one ` +
      "process on one Redis, once with lists and, at the same time, once with a query for each poll (the peer); " +
      "each has a simulator of its own with the same tasks, whose books say how often it was asked, when each task " +
      "ended, and when that was first told. Requests are lists and single queries together.",
    figures: sizes.flatMap((unfinished) => figuresOf(find(unfinished, "lists"), find(unfinished, "single queries"))),
    targets: [
      {
        what: `requests per generation at ${largest} unfinished, beside single queries`,
        unit: "x",
        value: lists.requestsPerTask / singles.requestsPerTask,
        bound: "at most",
        limit: 0.25,
      },
      {
        what: `mean time to detection at ${largest} unfinished, beside single queries`,
        unit: "x",
        value: lists.meanDelaySeconds / singles.meanDelaySeconds,
        bound: "at most",
        limit: 1.1,
      },
    ],
    rounds: runs,
  };
}

function figuresOf(lists: ListRun, singles: ListRun): Figure[] {
  const where = `at ${lists.unfinished} unfinished`;
  return [
    { what: `requests per generation ${where}`, unit: "", ours: lists.requestsPerTask, peer: singles.requestsPerTask },
    { what: `requests a second ${where}`, unit: "1/s", ours: lists.requestsPerSecond, peer: singles.requestsPerSecond },
    { what: `of these, lists per generation ${where}`, unit: "", ours: lists.listsPerTask },
    {
      what: `mean time from a task's end to its detection ${where}`,
      unit: "s",
      ours: lists.meanDelaySeconds,
      peer: singles.meanDelaySeconds,
    },
    { what: `its 95th percentile ${where}`, unit: "s", ours: lists.p95DelaySeconds, peer: singles.p95DelaySeconds },
    { what: `its largest ${where}`, unit: "s", ours: lists.largestDelaySeconds, peer: singles.largestDelaySeconds },
  ];
}
