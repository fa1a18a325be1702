import { monitorEventLoopDelay } from "node:perf_hooks";
import { createApiKeys } from "@hailuo-queue/access";
import { readGatewaySettings, startGateway } from "@hailuo-queue/gateway";
import { closeRedis, createKeys, openRedis } from "@hailuo-queue/redis";
import { createLogger } from "@hailuo-queue/runtime";
import { serveParent } from "./processes/serve-parent.ts";

export interface GatewayReady {
  readonly url: string;
  readonly token: string;
  /** Another tenant's. */
  readonly hostileToken: string;
}

export interface GatewayHeld {
  /** The longest time in which the event loop came round to nothing else. */
  readonly heldMs: number;
}

export interface GatewayMemory {
  readonly rssAtStartBytes: number;
  readonly rssPeakBytes: number;
}

const SAMPLE_MS = 50;
const LOOP_RESOLUTION_MS = 1;

await serveParent(async ({ redisUrl }: { readonly redisUrl: string }) => {
  const redis = await openRedis(redisUrl, { role: "client" });
  const apiKeys = createApiKeys({ redis, keys: createKeys() });
  const { token } = await apiKeys.create({ tenant: "bench", role: "admin" });
  const { token: hostileToken } = await apiKeys.create({ tenant: "hostile", role: "submit" });
  await closeRedis(redis);
  const settings = readGatewaySettings({
    REDIS_URL: redisUrl,
    HAILUO_PORT: "0",
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_GATEWAY_MAX_UNFINISHED: "100000000",
  });
  const gateway = await startGateway(settings, { logger: createLogger({ name: "gateway", level: "silent" }) });
  let rssAtStartBytes = process.memoryUsage.rss();
  let rssPeakBytes = rssAtStartBytes;
  const timer = setInterval(() => {
    rssPeakBytes = Math.max(rssPeakBytes, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  const ready: GatewayReady = { url: gateway.url, token, hostileToken };
  return {
    ready,
    answers: {
      /** What comes from now on counts. */
      begin: async () => {
        rssAtStartBytes = process.memoryUsage.rss();
        rssPeakBytes = rssAtStartBytes;
      },
      beginHeld: async () => {
        loop.enable();
        loop.reset();
      },
      held: async (): Promise<GatewayHeld> => ({ heldMs: loop.max / 1e6 - LOOP_RESOLUTION_MS }),
      memory: async (): Promise<GatewayMemory> => ({ rssAtStartBytes, rssPeakBytes }),
    },
    close: async () => {
      clearInterval(timer);
      await gateway.close();
    },
  };
});
