import { type BenchArguments, parseArguments, USAGE } from "./parse-arguments.ts";
import { runBenchmarks } from "./run-benchmarks.ts";

const wanted = readArguments();
if (wanted !== undefined)
  await runBenchmarks(wanted, { print: (line) => console.log(line), note: (line) => console.error(line) });

function readArguments(): BenchArguments | undefined {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
