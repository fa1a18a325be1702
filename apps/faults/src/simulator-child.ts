import { type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { serveParent } from "./processes/serve-parent.ts";

/** The provider. Its books and its settings are reached over HTTP, as by any other program. */
await serveParent(async (options: SimulatorOptions) => {
  const simulator = await startSimulator(options);
  return { ready: { url: simulator.url, port: simulator.port }, answers: {}, close: () => simulator.close() };
});
