import { type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { serveParent } from "./processes/serve-parent.ts";

await serveParent(async (options: SimulatorOptions) => {
  const simulator = await startSimulator(options);
  return {
    ready: { url: simulator.url },
    answers: { stats: async () => simulator.stats() },
    close: () => simulator.close(),
  };
});
