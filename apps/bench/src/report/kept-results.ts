import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BENCHMARK_NAMES, type Plot } from "../benchmark.ts";
import { inRepository } from "../places.ts";
import { renderPage } from "./render-page.ts";
import type { BenchmarkResult } from "./result.ts";

const DIRECTORY = inRepository("docs/benchmarks");
const PAGE = inRepository("docs/benchmarks.md");

/** Takes the place of the earlier result of the same benchmark. */
export async function keepResult(result: BenchmarkResult, plots: readonly Plot[]): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true });
  await writeFile(join(DIRECTORY, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  for (const { name, svg } of plots) await writeFile(join(DIRECTORY, `${result.name}-${name}.svg`), svg);
}

/** Writes docs/benchmarks.md from all results that are kept. */
export async function writePage(): Promise<void> {
  const kept = await readdir(DIRECTORY);
  const names = BENCHMARK_NAMES.filter((name) => kept.includes(`${name}.json`));
  const results = names.map(
    async (name) => JSON.parse(await readFile(join(DIRECTORY, `${name}.json`), "utf8")) as BenchmarkResult,
  );
  await writeFile(PAGE, renderPage(await Promise.all(results)));
}
