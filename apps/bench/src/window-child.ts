import type { CallWindow } from "@hailuo-queue/contracts";
import { openMinimax } from "@hailuo-queue/minimax";
import { createInstantWorld } from "./instant-provider.ts";
import { openOurPipeline } from "./our-pipeline.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface WindowInput {
  readonly redisUrl: string;
  readonly simulatorUrl: string;
  readonly maxInFlight: number;
  readonly createWindow: CallWindow;
  readonly pollMs: number;
}

/**
 * One worker of several, with all stages and a dispatcher; the provider is the simulator, videos are not downloaded.
 */
await serveParent(async ({ simulatorUrl, ...input }: WindowInput) => {
  const minimax = openMinimax({ baseUrl: simulatorUrl, apiKey: "any", dialect: "minimax-v1" });
  const world = { provider: minimax, archive: createInstantWorld().archive };
  const pipeline = await openOurPipeline({ ...input, concurrency: 20, world, onEnded: () => undefined });
  pipeline.startDispatcher();
  return {
    ready: true,
    close: async () => {
      await pipeline.close();
      await minimax.close();
    },
  };
});
