import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPrivateRedis } from "@hailuo-queue/local";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import type { BenchmarkWorld } from "../benchmark.ts";
import { startChild } from "../processes/child-process.ts";

/** A Redis, a provider that keeps books, and a producer: all but the workers. */
export interface Stand {
  readonly redisUrl: string;
  readonly simulatorUrl: string;
  readonly directory: string;
  readonly producer: Producer;
}

/** Opens a stand for `use`, and clears it away however that ends. */
export async function withStand<Value>(
  { redisServer }: BenchmarkWorld,
  options: SimulatorOptions,
  use: (stand: Stand) => Promise<Value>,
): Promise<Value> {
  const directory = await mkdtemp(join(tmpdir(), "hailuo-bench-admission-"));
  try {
    await mkdir(join(directory, "redis"));
    await using redis = await startPrivateRedis({ server: redisServer, directory: join(directory, "redis") });
    await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: options });
    const producer = await openProducer({ redisUrl: redis.url });
    try {
      return await use({ redisUrl: redis.url, simulatorUrl: simulator.ready.url, directory, producer });
    } finally {
      await producer.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export function numberedItems(count: number): { readonly request: object; readonly customId: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: `A paper boat, number ${at + 1}, in the rain` },
    customId: `clip-${at + 1}`,
  }));
}
