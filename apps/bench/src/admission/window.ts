import type { Benchmark } from "../benchmark.ts";

export const windowBenchmark: Benchmark = {
  name: "admission-window",
  run: async () => ({ setting: "", figures: [], targets: [], rounds: [] }),
};
