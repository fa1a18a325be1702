import { createApiKeys } from "@hailuo-queue/access";
import { readGatewaySettings, startGateway } from "@hailuo-queue/gateway";
import { closeRedis, createKeys, openRedis } from "@hailuo-queue/redis";
import { createLogger } from "@hailuo-queue/runtime";
import { serveParent } from "./processes/serve-parent.ts";

export interface GatewayReady {
  readonly url: string;
  readonly token: string;
}

export interface GatewayMemory {
  readonly rssAtStartBytes: number;
  readonly rssPeakBytes: number;
}

const SAMPLE_MS = 50;

await serveParent(async ({ redisUrl }: { readonly redisUrl: string }) => {
  const redis = await openRedis(redisUrl, { role: "client" });
  const { token } = await createApiKeys({ redis, keys: createKeys() }).create({ tenant: "bench", role: "admin" });
  await closeRedis(redis);
  const settings = readGatewaySettings({ REDIS_URL: redisUrl, HAILUO_PORT: "0", HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000" });
  const gateway = await startGateway(settings, { logger: createLogger({ name: "gateway", level: "silent" }) });
  let rssAtStartBytes = process.memoryUsage.rss();
  let rssPeakBytes = rssAtStartBytes;
  const timer = setInterval(() => {
    rssPeakBytes = Math.max(rssPeakBytes, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const ready: GatewayReady = { url: gateway.url, token };
  return {
    ready,
    answers: {
      /** What comes from now on counts. */
      begin: async () => {
        rssAtStartBytes = process.memoryUsage.rss();
        rssPeakBytes = rssAtStartBytes;
      },
      memory: async (): Promise<GatewayMemory> => ({ rssAtStartBytes, rssPeakBytes }),
    },
    close: async () => {
      clearInterval(timer);
      await gateway.close();
    },
  };
});
