import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatorOptions, SimulatorStats } from "@hailuo-queue/simulator";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import { startChild } from "../processes/child-process.ts";
import { type HailuoRun, runHailuo } from "../processes/run-hailuo.ts";

const LIMIT = 20;
const LIFETIME_MS = 2000;
const JITTER = 0.1;
const POLL_MS = 50;

/** What a user waits for: how much longer than the provider's own time the whole job takes. */
export const runBenchmark: Benchmark = {
  name: "run",
  async run({ short, profileDirectory }) {
    const prompts = short ? 200 : 2000;
    const directory = await mkdtemp(join(tmpdir(), "hailuo-bench-run-"));
    try {
      const input: SimulatorOptions = { maxInFlight: LIMIT, lifetime: { fixedMs: LIFETIME_MS, jitter: JITTER } };
      await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input });
      await writeFile(join(directory, "prompts.jsonl"), promptLines(prompts));
      const run = await runHailuo(["run", "prompts.jsonl", "--json"], {
        directory,
        profileDirectory,
        environment: {
          MINIMAX_API_KEY: "any",
          MINIMAX_BASE_URL: simulator.ready.url,
          HAILUO_OUT: "videos",
          HAILUO_MAX_IN_FLIGHT: String(LIMIT),
          HAILUO_CREATE_PER_MINUTE: "100000",
          HAILUO_POLL_MIN_MS: String(POLL_MS),
          HAILUO_POLL_MAX_MS: String(POLL_MS),
          // Nothing of it is real money.
          HAILUO_ASK_ABOVE: "none",
        },
      });
      return report(prompts, run, await simulator.ask<SimulatorStats>("stats"));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function promptLines(count: number): string {
  return Array.from(
    { length: count },
    (_, at) =>
      `${JSON.stringify({ custom_id: `clip-${at + 1}`, model: "MiniMax-Hailuo-2.3", prompt: "A paper boat, number " + `${at + 1}, in the rain` })}\n`,
  ).join("");
}

function report(prompts: number, run: HailuoRun, books: SimulatorStats): BenchmarkReport {
  const succeeded = run.lastLine["succeeded"];
  if (run.exitCode !== 0 || succeeded !== prompts) {
    throw new Error(
      `hailuo run ended with ${String(run.exitCode)}, ${String(succeeded)} of ` +
        `${prompts} succeeded.\n${run.standardError}`,
    );
  }
  const ideal = (prompts * LIFETIME_MS) / LIMIT / 1000;
  const booked = ((books.lastEndAt ?? 0) - (books.firstAcceptAt ?? 0)) / 1000;
  const breaches = books.breachesInFlight + books.windows.create.breaches;
  return {
    setting:
      `\`hailuo run\` of ${prompts} prompts in a process of its own, with its private Redis (append-only ` +
      `file on) and videos into a directory; the simulator in another process: ${LIMIT} tasks at once, ` +
      `each ${LIFETIME_MS / 1000} s ± ${JITTER * 100} %; polls every ${POLL_MS} ms. The peer is the ideal: ` +
      `${prompts} x ${LIFETIME_MS / 1000} s / ${LIMIT}.`,
    figures: [
      { what: "makespan by the simulator's books, first accept to last end", unit: "s", ours: booked, peer: ideal },
      { what: "wall time of the command, start and results included", unit: "s", ours: run.wallSeconds, peer: ideal },
      { what: "slots in use, first accept to last end", unit: "%", ours: (books.utilisation ?? 0) * 100, peer: 100 },
      { what: "polls per task", unit: "", ours: books.queriesPerTask.mean },
      { what: "CPU of the command's process", unit: "% of a core", ours: (run.cpuSeconds / run.wallSeconds) * 100 },
      { what: "its largest RSS", unit: "MB", ours: run.peakRssBytes / 1e6 },
    ],
    targets: [
      {
        what: "makespan beside the ideal, by the books",
        unit: "x",
        value: booked / ideal,
        bound: "at most",
        limit: 1.05,
      },
      {
        what: "makespan beside the ideal, by the command's wall time",
        unit: "x",
        value: run.wallSeconds / ideal,
        bound: "at most",
        limit: 1.05,
      },
      { what: "breaches of a limit", unit: "", value: breaches, bound: "at most", limit: 0 },
      { what: "bought twice", unit: "", value: books.duplicateAccepts, bound: "at most", limit: 0 },
    ],
    rounds: [{ exitCode: run.exitCode, summary: run.lastLine, wallSeconds: run.wallSeconds, books }],
  };
}
