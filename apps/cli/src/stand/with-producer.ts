import { openProducer, type Producer } from "@hailuo-queue/producer";
import { readCliSettings } from "../env.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { openRedisForReading } from "./redis-for-reading.ts";

/** Opens what a command on batches needs, and closes it whatever happens. */
export async function withProducer(shell: Shell, work: (producer: Producer) => Promise<ExitCode>): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  const redis = await openRedisForReading(settings);
  try {
    const producer = await openProducer({ redisUrl: redis.url, prefix: settings.HAILUO_PREFIX });
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  } finally {
    await redis.close();
  }
}
