import { setTimeout as delay } from "node:timers/promises";
import { openProducer } from "@hailuo-queue/producer";
import type { SimulatorStats } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import { OUR_PREFIX } from "../our-pipeline.ts";
import { drawLines } from "../plot/line-chart.ts";
import { startChild } from "../processes/child-process.ts";
import type { WindowInput } from "../window-child.ts";
import { readStats, readTasks } from "./books.ts";
import { numberedItems, withStand } from "./stand.ts";

/** 300 a minute. */
const LIMIT = 10;
const WINDOW_MS = 2000;
const PROCESSES = 4;
const LIFETIME_MS = 500;
const POLL_MS = 100;
const MAX_IN_FLIGHT = 1000;

/** How much of what a window allows is used while work waits. */
export const windowBenchmark: Benchmark = {
  name: "admission-window",
  async run(world) {
    const prompts = (world.short ? 6 : 40) * LIMIT;
    const provider = { createPerMinute: LIMIT, windowMs: WINDOW_MS, lifetime: { fixedMs: LIFETIME_MS, jitter: 0.1 } };
    return withStand(world, provider, async ({ redisUrl, simulatorUrl }) => {
      const createWindow = { limit: LIMIT, windowMs: WINDOW_MS };
      const input: WindowInput = { redisUrl, simulatorUrl, maxInFlight: MAX_IN_FLIGHT, createWindow, pollMs: POLL_MS };
      const { profileDirectory } = world;
      const children = await Promise.all(
        Array.from({ length: PROCESSES }, () => startChild("window-child", { input, profileDirectory })),
      );
      const producer = await openProducer({ redisUrl, prefix: OUR_PREFIX });
      try {
        await producer.submitBatch(numberedItems(prompts), { batchId: "bench" });
        while ((await readStats(simulatorUrl)).accepted < prompts) await delay(500);
      } finally {
        await producer.close();
        await Promise.all(children.map((child) => child[Symbol.asyncDispose]()));
      }
      const accepts = (await readTasks(simulatorUrl)).map(({ acceptedAt }) => acceptedAt);
      return report(accepts, await readStats(simulatorUrl));
    });
  },
};

function report(accepts: readonly number[], books: SimulatorStats): BenchmarkReport {
  const first = accepts[0] ?? 0;
  const last = accepts.at(-1) ?? first;
  // What the first window allowed was there before the time began.
  const allowed = ((last - first) / WINDOW_MS) * LIMIT;
  const used = ((accepts.length - LIMIT) / allowed) * 100;
  const seconds = (last - first) / 1000;
  const started = accepts.map((at, index) => ({ x: (at - first) / 1000, y: index + 1 }));
  const openings = Array.from({ length: Math.floor((last - first) / WINDOW_MS) + 1 }, (_, index) => index);
  const most = openings.map((index) => ({ x: (index * WINDOW_MS) / 1000, y: (index + 1) * LIMIT }));
  return {
    setting:
      `${accepts.length} prompts through ${PROCESSES} processes with all stages and a dispatcher each, Redis with ` +
      `its append-only file on, the simulator in another process, which lets through ${LIMIT} creates in any ` +
      `${WINDOW_MS / 1000} s (300 a minute), as the account is configured; ${MAX_IN_FLIGHT} slots, which do not ` +
      `bind. What is allowed in the time from the first start to the last is ${LIMIT} x time / ${WINDOW_MS / 1000} ` +
      `s; the first ${LIMIT} starts are left out of both. The peer is the ideal.`,
    figures: [
      { what: "starts of what the window allows", unit: "%", ours: used, peer: 100 },
      {
        what: `most starts in any ${WINDOW_MS / 1000} s`,
        unit: "",
        ours: books.windows.create.maximumAdmitted,
        peer: LIMIT,
      },
      {
        what: "time from a window's opening to the starts that take it, mean",
        unit: "ms",
        ours: WINDOW_MS * (100 / used - 1),
      },
    ],
    targets: [
      { what: "starts of what the window allows", unit: "%", value: used, bound: "at least", limit: 98 },
      { what: "breaches of the window", unit: "", value: books.windows.create.breaches, bound: "at most", limit: 0 },
      { what: "bought twice", unit: "", value: books.duplicateAccepts, bound: "at most", limit: 0 },
    ],
    rounds: [{ books }],
    plots: [
      {
        name: "starts",
        title: "Starts so far beside the most that the window allows, by the simulator's books",
        svg: drawLines({
          xLabel: "seconds since the first start",
          yLabel: "starts so far",
          lines: [
            {
              label: "most allowed",
              color: "#d62728",
              points: [...most, { x: seconds, y: most.length * LIMIT }],
              steps: true,
            },
            { label: "started", color: "#1f77b4", points: started, steps: true },
          ],
        }),
      },
    ],
  };
}
