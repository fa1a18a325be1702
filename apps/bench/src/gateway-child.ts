import { createApiKeys } from "@hailuo-queue/access";
import { readGatewaySettings, startGateway } from "@hailuo-queue/gateway";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { createLogger } from "@hailuo-queue/runtime";
import { type LoopWatch, watchLoop } from "./measure/watch-loop.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface GatewayReady {
  readonly url: string;
  readonly token: string;
  /** Another tenant's. */
  readonly hostileToken: string;
}

export type GatewayHeld = ReturnType<LoopWatch["read"]>;

export interface GatewayMemory {
  readonly rssAtStartBytes: number;
  readonly rssPeakBytes: number;
  /** Of JavaScript's own objects, and of the bytes beside them that they hold: mostly what sockets brought. */
  readonly heapPeakBytes: number;
  readonly buffersPeakBytes: number;
}

const SAMPLE_MS = 50;

await serveParent(async ({ redisUrl }: { readonly redisUrl: string }) => {
  const redis = await openRedis(redisUrl, { role: "client" });
  const apiKeys = createApiKeys({ redis, keys: createKeys() });
  const { token } = await apiKeys.create({ tenant: "bench", role: "admin" });
  const { token: hostileToken } = await apiKeys.create({ tenant: "hostile", role: "submit" });
  await closeRedis(redis);
  const settings = readGatewaySettings({
    REDIS_URL: redisUrl,
    HAILUO_GATEWAY_PORT: "0",
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_GATEWAY_MAX_UNFINISHED: "100000000",
  });
  const gateway = await startGateway(settings, { logger: createLogger({ name: "gateway", level: "silent" }) });
  let rssAtStartBytes = process.memoryUsage.rss();
  let rssPeakBytes = rssAtStartBytes;
  let heapPeakBytes = 0;
  let buffersPeakBytes = 0;
  const timer = setInterval(() => {
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    rssPeakBytes = Math.max(rssPeakBytes, rss);
    heapPeakBytes = Math.max(heapPeakBytes, heapUsed);
    buffersPeakBytes = Math.max(buffersPeakBytes, arrayBuffers);
  }, SAMPLE_MS);
  const loop = watchLoop();
  const ready: GatewayReady = { url: gateway.url, token, hostileToken };
  return {
    ready,
    answers: {
      /** What comes from now on counts. */
      begin: async () => {
        rssAtStartBytes = process.memoryUsage.rss();
        rssPeakBytes = rssAtStartBytes;
      },
      beginHeld: async () => loop.begin(),
      held: async (): Promise<GatewayHeld> => loop.read(),
      memory: async (): Promise<GatewayMemory> => ({
        rssAtStartBytes,
        rssPeakBytes,
        heapPeakBytes,
        buffersPeakBytes,
      }),
    },
    close: async () => {
      clearInterval(timer);
      loop.close();
      await gateway.close();
    },
  };
});
