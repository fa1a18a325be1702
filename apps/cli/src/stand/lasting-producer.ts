import { HailuoError, type InputBooks, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { unavailable } from "@hailuo-queue/redis";

export type LastingProducer = Pick<
  Producer,
  "submitBatch" | "batch" | "get" | "listBatch" | "events" | "overview" | "balanceChanges" | "close"
> & {
  /** Of the connection that there is just now. */
  inputBooks(): Promise<InputBooks>;
};

/**
 * A producer for commands that outlive outages of Redis: a producer gives up within seconds and stays so; here the call
 * after it opens a new one. Throws UnavailableError when the first cannot be opened.
 */
export async function openLastingProducer(redisUrl: string, open: () => Promise<Producer>): Promise<LastingProducer> {
  let current: Promise<Producer> | undefined = open();
  await current;

  function lose(failed: Promise<Producer>): void {
    if (current !== failed) return;
    current = undefined;
    void failed.then((producer) => producer.close()).catch(() => undefined);
  }

  async function ask<Answer>(question: (producer: Producer) => Promise<Answer>): Promise<Answer> {
    const used = (current ??= open());
    try {
      return await question(await used);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) lose(used);
      throw explainRedisError(redisUrl, error);
    }
  }

  async function* iterate<Item>(start: (producer: Producer) => AsyncIterable<Item>): AsyncGenerator<Item> {
    const used = (current ??= open());
    try {
      yield* start(await used);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) lose(used);
      throw explainRedisError(redisUrl, error);
    }
  }

  return {
    submitBatch: (items, options) => ask((producer) => producer.submitBatch(items, options)),
    batch: (batchId) => ask((producer) => producer.batch(batchId)),
    get: (id) => ask((producer) => producer.get(id)),
    inputBooks: () => ask(async ({ inputs }) => inputs),
    overview: () => ask((producer) => producer.overview()),
    balanceChanges: (fromMs, toMs) => ask((producer) => producer.balanceChanges(fromMs, toMs)),
    listBatch: (batchId) => iterate((producer) => producer.listBatch(batchId)),
    events: (options) => iterate((producer) => producer.events(options)),
    async close() {
      const last = current;
      current = undefined;
      await last?.then(
        (producer) => producer.close(),
        () => undefined,
      );
    },
  };
}

/** What ioredis says of a connection that broke within a command. */
const CONNECTION_FAULT = /connection|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|timed? ?out|max retries|LOADING|CLUSTERDOWN|MISCONF|OOM/i;

export function explainRedisError(redisUrl: string, error: unknown): unknown {
  if (error instanceof HailuoError || !(error instanceof Error)) return error;
  return CONNECTION_FAULT.test(error.message) ? unavailable(redisUrl, error) : error;
}
