import { type PrivateRedis, startPrivateRedis } from "@hailuo-queue/local";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport, Figure } from "../benchmark.ts";
import type { PollingInput } from "../polling-child.ts";
import { startChild } from "../processes/child-process.ts";
import { MEDIAN_MS, type PollFigures, readTasks, SPEED, STEPS, summarizePolls } from "./poll-books.ts";

const SIGMA = 0.15;
const CREATE_EVERY_MS = 125;
const LEARNED_FROM = 100;
/** Half a live second. */
const LATENCY_MS = 500 / SPEED;

type Case = "none" | "all arrive" | "one in five is lost" | "they stop";

/** Of the ends that are told: while it learns, and then. */
const SHARES: Readonly<Record<Exclude<Case, "none">, readonly [learning: number, measured: number]>> = {
  "all arrive": [1, 1],
  "one in five is lost": [0.8, 0.8],
  "they stop": [1, 0],
};

interface CallbackRun extends PollFigures {
  readonly callbacks: Case;
}

/**
 * What callbacks save of polls, and what they do to the time in which an end stays unseen; also where they get lost.
 */
export const callbacksBenchmark: Benchmark = {
  name: "callbacks",
  async run(world) {
    const generations = world.short ? 60 : 500;
    const learned = world.short ? 30 : LEARNED_FROM;
    await using redis = await startPrivateRedis({ server: world.redisServer });
    const runs: CallbackRun[] = [];
    async function measure(callbacks: Case): Promise<void> {
      const [learning, measured] = callbacks === "none" ? [undefined, undefined] : SHARES[callbacks];
      const prefix = callbacks.replaceAll(" ", "-");
      await runOnce(redis, { prefix, count: learned, share: learning });
      const run: CallbackRun = {
        callbacks,
        ...(await runOnce(redis, { prefix, count: generations, share: measured })),
      };
      world.note(
        `callbacks, ${callbacks}: ${run.pollsPerTask.toFixed(2)} polls, ${run.meanDelaySeconds.toFixed(2)} s unseen`,
      );
      runs.push(run);
    }
    // Two at once: the machine's other work then hits them alike.
    await Promise.all([measure("none"), measure("all arrive")]);
    await Promise.all([measure("one in five is lost"), measure("they stop")]);
    return report(runs, { generations, learned });
  },
};

async function runOnce(
  redis: PrivateRedis,
  { prefix, count, share }: { readonly prefix: string; readonly count: number; readonly share: number | undefined },
): Promise<PollFigures> {
  // The same seed each time: the tasks take the same times in the order of their acceptance.
  const simulated: SimulatorOptions = { speed: SPEED, lifetime: { medianMs: MEDIAN_MS, sigma: SIGMA }, seed: 7 };
  await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: simulated });
  const input: PollingInput = {
    ...STEPS,
    redisUrl: redis.url,
    simulatorUrl: simulator.ready.url,
    prefix,
    generations: count,
    createEveryMs: CREATE_EVERY_MS,
    ...(share === undefined ? {} : { callbacks: { share, latencyMs: LATENCY_MS } }),
  };
  await using chain = await startChild("polling-child", { input });
  await chain.ask("run");
  return summarizePolls(await readTasks(simulator.ready.url));
}

function report(
  runs: readonly CallbackRun[],
  { generations, learned }: { readonly generations: number; readonly learned: number },
): BenchmarkReport {
  const find = (callbacks: Case): CallbackRun => {
    const found = runs.find((run) => run.callbacks === callbacks);
    if (found === undefined) throw new Error(`no run where ${callbacks}`);
    return found;
  };
  const none = find("none");
  const all = find("all arrive");
  return {
    setting:
      `${generations} generations whose times are lognormal around ${MEDIAN_MS / 1000} s (sigma ${SIGMA}), ` +
      `${SPEED} times faster and told in live seconds, so that 1 ms of our own counts as ${SPEED} ms. The ` +
      "product's create and poll workers in a process, with a gateway that takes the callbacks, on one Redis; a " +
      "stand-in for the provider posts each end to it half a second after the simulator's books have it. Each way " +
      `has learned from ${learned} tasks before; "they stop": callbacks came until then, and none comes any more. ` +
      "The peer is our polling without callbacks.",
    figures: (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((callbacks) => figuresOf(find(callbacks), none)),
    targets: [
      {
        what: "polls per generation where all arrive",
        unit: "",
        value: all.pollsPerTask,
        bound: "at most",
        limit: 1.2,
      },
      {
        what: "mean time to detection where all arrive, beside polls alone",
        unit: "s",
        value: all.meanDelaySeconds,
        bound: "at most",
        limit: none.meanDelaySeconds,
      },
    ],
    rounds: runs,
  };
}

function figuresOf(run: CallbackRun, none: CallbackRun): Figure[] {
  const where = `where ${run.callbacks}`;
  return [
    { what: `polls per generation ${where}`, unit: "", ours: run.pollsPerTask, peer: none.pollsPerTask },
    {
      what: `mean time from a task's end to its detection ${where}`,
      unit: "s",
      ours: run.meanDelaySeconds,
      peer: none.meanDelaySeconds,
    },
    { what: `its 95th percentile ${where}`, unit: "s", ours: run.p95DelaySeconds, peer: none.p95DelaySeconds },
    { what: `its largest ${where}`, unit: "s", ours: run.largestDelaySeconds, peer: none.largestDelaySeconds },
  ];
}
