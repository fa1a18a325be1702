import { type FoundServer, findRedisServer } from "@hailuo-queue/local";
import { type Benchmark, type BenchmarkName, isMet, type Plot } from "./benchmark.ts";
import { commandsBenchmark } from "./admission/commands.ts";
import { fairnessBenchmark } from "./admission/fairness.ts";
import { faultsBenchmark } from "./admission/faults.ts";
import { slackBenchmark } from "./admission/slack.ts";
import { longUtilisationBenchmark, utilisationBenchmark } from "./admission/utilisation.ts";
import { windowBenchmark } from "./admission/window.ts";
import { callbacksBenchmark } from "./benchmarks/callbacks.ts";
import { chainBenchmark } from "./benchmarks/chain.ts";
import { cliStartBenchmark } from "./benchmarks/cli-start.ts";
import { downloadBenchmark } from "./benchmarks/download.ts";
import { gatewayBenchmark } from "./benchmarks/gateway.ts";
import { gatewayHostileBenchmark } from "./benchmarks/gateway-hostile.ts";
import { idleBenchmark } from "./benchmarks/idle.ts";
import { ingestBenchmark } from "./benchmarks/ingest.ts";
import { listBenchmark } from "./benchmarks/list.ts";
import { pollingBenchmark } from "./benchmarks/polling.ts";
import { runBenchmark } from "./benchmarks/run.ts";
import { scaleBenchmark } from "./benchmarks/scale.ts";
import type { BenchArguments } from "./parse-arguments.ts";
import { withUnit } from "./report/display-number.ts";
import { keepResult, writePage } from "./report/kept-results.ts";
import { describeMachine, loadNow, runsInRealTime } from "./report/machine.ts";
import type { BenchmarkResult } from "./report/result.ts";

const BENCHMARKS: Readonly<Record<BenchmarkName, Benchmark>> = {
  chain: chainBenchmark,
  run: runBenchmark,
  download: downloadBenchmark,
  idle: idleBenchmark,
  "cli-start": cliStartBenchmark,
  polling: pollingBenchmark,
  callbacks: callbacksBenchmark,
  list: listBenchmark,
  ingest: ingestBenchmark,
  gateway: gatewayBenchmark,
  "gateway-hostile": gatewayHostileBenchmark,
  scale: scaleBenchmark,
  "admission-utilisation": utilisationBenchmark,
  "admission-utilisation-long": longUtilisationBenchmark,
  "admission-window": windowBenchmark,
  "admission-faults": faultsBenchmark,
  "admission-fairness": fairnessBenchmark,
  "admission-slack": slackBenchmark,
  "admission-commands": commandsBenchmark,
};

/** From here on somebody else's work shows in the figures. */
const NOISY_LOAD = 0.5;

/** Runs one after the other. Machines read `print`'s lines, people those of `note`. */
export async function runBenchmarks(
  wanted: BenchArguments,
  { print, note }: { readonly print: (line: string) => void; readonly note: (line: string) => void },
): Promise<void> {
  if (wanted.pageOnly) return writePage();
  const redisServer = await findRedisServer({ allowFetch: true, log: note });
  const targets: object[] = [];
  for (const name of wanted.names) {
    const { result, plots } = await runOne(BENCHMARKS[name], wanted, { redisServer, note });
    print(JSON.stringify(result));
    for (const target of result.targets) {
      const { what, unit, value, bound, limit } = target;
      note(
        `${isMet(target) ? "met   " : "MISSED"} ${name}: ${what} ` +
          `${withUnit(value, unit)} (wanted: ${bound} ${withUnit(limit, unit)})`,
      );
      targets.push({ benchmark: name, ...target, met: isMet(target) });
    }
    if (wanted.write) await keepResult(result, plots);
  }
  if (wanted.write) await writePage();
  print(JSON.stringify({ type: "summary", short: wanted.short, targets }));
}

async function runOne(
  benchmark: Benchmark,
  { short, profileDirectory, kinds }: BenchArguments,
  { redisServer, note }: { readonly redisServer: FoundServer; readonly note: (line: string) => void },
): Promise<{ readonly result: BenchmarkResult; readonly plots: readonly Plot[] }> {
  const startedAt = new Date();
  const loadBefore = loadNow();
  if (loadBefore > NOISY_LOAD)
    note(`${benchmark.name}: the machine's load is ${loadBefore.toFixed(2)} before it begins; others are at work here`);
  const { plots = [], ...report } = await benchmark.run({ short, redisServer, profileDirectory, kinds, note });
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const { name } = benchmark;
  const result: BenchmarkResult = {
    type: "benchmark",
    name,
    short,
    startedAt: startedAt.toISOString(),
    seconds,
    loadBefore,
    ...(runsInRealTime() ? { realTime: true } : {}),
    machine: describeMachine(redisServer),
    ...report,
    ...(plots.length === 0
      ? {}
      : { plots: plots.map(({ name: plot, title }) => ({ file: `${name}-${plot}.svg`, title })) }),
  };
  return { result, plots };
}
