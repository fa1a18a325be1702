import type { FoundServer } from "@hailuo-queue/local";

export const BENCHMARK_NAMES = [
  "chain",
  "run",
  "download",
  "idle",
  "cli-start",
  "polling",
  "callbacks",
  "list",
  "ingest",
  "gateway",
  "gateway-hostile",
  "scale",
  "admission-utilisation",
  "admission-utilisation-long",
  "admission-window",
  "admission-faults",
  "admission-fairness",
  "admission-slack",
  "admission-commands",
] as const;
export type BenchmarkName = (typeof BENCHMARK_NAMES)[number];

/** One measured value, beside the peer's where there is one. Several rounds are told by their median. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer?: number;
}

/** What a value should be. Missing it is a finding, not a failure of the run. */
export interface Target {
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly bound: "at least" | "at most";
  readonly limit: number;
}

/** A picture of a result: kept beside it and shown on the page. */
export interface Plot {
  /** Part of its file's name. */
  readonly name: string;
  /** What is seen, for people who cannot see it. */
  readonly title: string;
  readonly svg: string;
}

export interface BenchmarkReport {
  /** One sentence: what was done, against what. */
  readonly setting: string;
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
  /** What each round gave, for whoever doubts the medians. */
  readonly rounds: readonly unknown[];
  readonly plots?: readonly Plot[];
}

export interface BenchmarkWorld {
  /** Smaller sizes and fewer rounds, to see that all works; its figures are no result. */
  readonly short: boolean;
  readonly redisServer: FoundServer;
  /** Where CPU profiles of the measured processes go; none without. */
  readonly profileDirectory: string | undefined;
  /** Parts of the names of what is measured, where a benchmark has kinds; all of them without. */
  readonly kinds: readonly string[] | undefined;
  /** A line for people about what goes on. */
  readonly note: (line: string) => void;
}

export interface Benchmark {
  readonly name: BenchmarkName;
  run(world: BenchmarkWorld): Promise<BenchmarkReport>;
}

export function isMet({ value, bound, limit }: Target): boolean {
  return bound === "at least" ? value >= limit : value <= limit;
}
