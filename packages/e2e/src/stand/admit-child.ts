import { createKeys, createRedisAdmission } from "@hailuo-queue/store";
import { openRedis } from "@hailuo-queue/redis";

/** A process of its own that admits one generation at each message, and answers what it was granted. */
const [redisUrl = "", prefix = ""] = process.argv.slice(2);
const redis = await openRedis(redisUrl, { role: "client" });
const windows = { create: [{ limit: 100_000, windowMs: 60_000 }], query: [], files: [] };
const admission = createRedisAdmission({
  redis,
  keys: createKeys(prefix),
  accounts: [{ name: "default", maxInFlight: 1, windows }],
});
process.on("message", () => {
  void admission.admit(1).then(({ grants }) => process.send?.(grants.map(({ generationId }) => generationId)));
});
process.send?.("ready");
