import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createKeys, createRedisLedger } from "@hailuo-queue/store";
import type { GatewayWorld } from "../../__fixtures__/gateway-world.ts";

/** Makes the next video of the backlog, with its files in the gateway's storage. Returns its id. */
export async function finishNext(world: GatewayWorld, content = "the video"): Promise<string> {
  const ledger = createRedisLedger({ redis: world.redis, keys: createKeys(world.prefix.replaceAll(/[{}]/g, "")) });
  const id = await world.begin();
  const path = join(world.out, (await world.producer.get(id))?.objectKey ?? "");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await writeFile(path.replace(/mp4$/, "json"), "{}");
  await ledger.transition(id, { from: ["creating"], to: "generating", changes: { taskId: `task_${id}` } });
  await ledger.transition(id, { from: ["generating"], to: "downloading", changes: { fileId: "1" } });
  const video = { location: `file://${path}`, bytes: content.length, sha256: "0".repeat(64) };
  await ledger.transition(id, { from: ["downloading"], to: "succeeded", changes: { video }, stamp: ["endedAt"] });
  return id;
}
