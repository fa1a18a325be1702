import type { Benchmark } from "../benchmark.ts";

export const faultsBenchmark: Benchmark = {
  name: "admission-faults",
  run: async () => ({ setting: "", figures: [], targets: [], rounds: [] }),
};
