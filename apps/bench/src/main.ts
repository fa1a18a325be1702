import { parseArguments, USAGE } from "./parse-arguments.ts";
import { runBenchmarks } from "./run-benchmarks.ts";

try {
  await runBenchmarks(parseArguments(process.argv.slice(2)), {
    print: (line) => console.log(line),
    note: (line) => console.error(line),
  });
} catch (error) {
  console.error(
    error instanceof Error && "code" in error && error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? `${error.message}\n${USAGE}` : error,
  );
  process.exitCode = 2;
}
