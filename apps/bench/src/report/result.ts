import type { BenchmarkName, BenchmarkReport } from "../benchmark.ts";
import type { Machine } from "./machine.ts";

/** A report with when and where it came about: what is printed, and kept in docs/benchmarks. */
export interface BenchmarkResult extends Omit<BenchmarkReport, "plots"> {
  readonly type: "benchmark";
  readonly name: BenchmarkName;
  readonly short: boolean;
  readonly startedAt: string;
  readonly seconds: number;
  /** The machine's load just before: above a few tenths, somebody else was at work too. */
  readonly loadBefore: number;
  /** There when the bench and all that it started went before that load. */
  readonly realTime?: true;
  readonly machine: Machine;
  /** Beside the result in docs/benchmarks. */
  readonly plots?: readonly { readonly file: string; readonly title: string }[];
}
