import { parseArgs } from "node:util";
import { BENCHMARK_NAMES, type BenchmarkName } from "./benchmark.ts";

export const USAGE = `Usage: pnpm bench [${BENCHMARK_NAMES.join(" | ")} …] [--only <part>,…] [--kind <words>,…] [--short] [--write] [--profile <directory>]

Runs these benchmarks, or all; \`admission\` stands for all whose names begin so. Prints one JSON object a line, the last a summary;
what goes on goes to standard error.

  --only     of \`admission\`, only these: utilisation, window, …
  --kind     of \`gateway-hostile\`, only the kinds whose names have one of these words, and \`nothing\`: chunks, pipelines, …
  --short    smaller sizes and fewer rounds: shows that all works
  --write    keep the results in docs/benchmarks and write docs/benchmarks.md from them
  --page     run nothing, only write docs/benchmarks.md again
  --profile  put CPU profiles of the measured processes into this directory; they slow them down`;

export interface BenchArguments {
  readonly names: readonly BenchmarkName[];
  readonly short: boolean;
  readonly write: boolean;
  readonly pageOnly: boolean;
  readonly profileDirectory: string | undefined;
  /** Parts of the names of hostile kinds; all of them without. */
  readonly kinds: readonly string[] | undefined;
}

/** @throws an Error with a sentence for an option or a benchmark that does not exist. */
export function parseArguments(words: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: words.filter((word) => word !== "--"),
    allowPositionals: true,
    options: {
      only: { type: "string" },
      kind: { type: "string" },
      short: { type: "boolean" },
      write: { type: "boolean" },
      page: { type: "boolean" },
      profile: { type: "string" },
    },
  });
  const parts = values.only?.split(",").map((part) => part.trim());
  const strange =
    positionals.find((name) => !BENCHMARK_NAMES.some((known) => isCalled(known, name))) ??
    parts?.find((part) => !BENCHMARK_NAMES.some((known) => partOf(known) === part));
  if (strange !== undefined)
    throw new Error(`There is no benchmark "${strange}"; there are ${BENCHMARK_NAMES.join(", ")}.`);
  return {
    names: BENCHMARK_NAMES.filter(
      (known) =>
        (positionals.length === 0 || positionals.some((name) => isCalled(known, name))) &&
        (parts === undefined || parts.includes(partOf(known) ?? "")),
    ),
    short: values.short ?? false,
    write: values.write ?? false,
    pageOnly: values.page ?? false,
    profileDirectory: values.profile,
    kinds: values.kind?.split(",").map((words) => words.trim()),
  };
}

/** By its whole name, or by that of its group. */
function isCalled(known: BenchmarkName, name: string): boolean {
  return known === name || known.startsWith(`${name}-`);
}

function partOf(known: BenchmarkName): string | undefined {
  return known.split("-")[1];
}
