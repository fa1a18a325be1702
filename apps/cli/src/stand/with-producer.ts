import { openProducer, type Producer } from "@hailuo-queue/producer";
import { readPrices } from "@hailuo-queue/runtime";
import { readCliSettings } from "../env.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { explainRedisError, type LastingProducer, openLastingProducer } from "./lasting-producer.ts";
import { openRedisForReading } from "./redis-for-reading.ts";

/** Opens what a command on batches needs, and closes it whatever happens. */
export async function withProducer(shell: Shell, work: (producer: Producer) => Promise<ExitCode>): Promise<ExitCode> {
  return withRedis(shell, async (open) => {
    const producer = await open();
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  });
}

/** The same for a command that goes on when Redis was away for a while. */
export async function withLastingProducer(shell: Shell, work: (producer: LastingProducer) => Promise<ExitCode>): Promise<ExitCode> {
  return withRedis(shell, async (open, url) => {
    const producer = await openLastingProducer(url, open);
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  });
}

async function withRedis(shell: Shell, work: (open: () => Promise<Producer>, url: string) => Promise<ExitCode>): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  const redis = await openRedisForReading(settings);
  try {
    const prices = await readPrices(settings);
    return await work(() => openProducer({ redisUrl: redis.url, prefix: settings.HAILUO_PREFIX, prices }), redis.url);
  } catch (error) {
    throw explainRedisError(redis.url, error);
  } finally {
    await redis.close();
  }
}
