import type { AccountControl, BacklogControl } from "@hailuo-queue/contracts";
import { openProducer, type OpenProducerOptions, type Producer } from "@hailuo-queue/producer";
import { readPrices } from "@hailuo-queue/runtime/settings";
import { readCliSettings } from "../env.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { explainRedisError, type LastingProducer, openLastingProducer } from "./lasting-producer.ts";
import { patienceWith } from "./patience.ts";
import { useRedis } from "./use-redis.ts";

/** A producer that only looks: what changes something gets its own from withChange, which writes the audit. */
export type LookingProducer = Pick<
  Producer,
  | "get"
  | "list"
  | "find"
  | "previewBulk"
  | "listBatch"
  | "batch"
  | "batches"
  | "batchFaults"
  | "results"
  | "findByCustomId"
  | "explain"
  | "fleet"
  | "history"
  | "totals"
  | "diagnosis"
  | "events"
  | "wait"
  | "overview"
  | "balanceChanges"
  | "findTwins"
  | "compare"
> & {
  account(name: string): Pick<AccountControl, "changes">;
  readonly backlog: Pick<BacklogControl, "tenants" | "tenant" | "position">;
};

/** Opens what a command needs that looks, and closes it whatever happens. */
export async function withProducer<Result>(
  shell: Shell,
  work: (producer: LookingProducer) => Promise<Result>,
): Promise<Result> {
  return withRedis(shell, async ({ openPatiently }) => {
    const producer = await openPatiently();
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  });
}

/** The same for a command that goes on when Redis was away for a while. */
export async function withLastingProducer(
  shell: Shell,
  work: (producer: Omit<LastingProducer, "submitBatch" | "giveUpSoon">) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withRedis(shell, async ({ open, openPatiently }, url) => {
    const producer = await openLastingProducer(url, open, openPatiently);
    // What follows shows by itself that Redis is away, and goes on.
    producer.giveUpSoon();
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  });
}

interface ProducerDoors {
  /** Gives up within seconds. */
  readonly open: () => Promise<Producer>;
  readonly openPatiently: () => Promise<Producer>;
}

type OpenHow = Pick<OpenProducerOptions, "patience">;

async function withRedis<Result>(
  shell: Shell,
  work: (doors: ProducerDoors, url: string) => Promise<Result>,
): Promise<Result> {
  const settings = readCliSettings(shell.env);
  const redis = await useRedis(settings, { what: "a query" }, shell);
  try {
    const prices = await readPrices(settings);
    const patience = patienceWith(settings, redis.url, shell);
    const open = (how: OpenHow = {}): Promise<Producer> =>
      openProducer({ redisUrl: redis.url, prefix: settings.HAILUO_PREFIX, prices, ...how });
    return await work({ open: () => open(), openPatiently: () => open({ patience }) }, redis.url);
  } catch (error) {
    throw explainRedisError(redis.url, error);
  } finally {
    await redis.close();
  }
}
