import { HailuoError, type InputBooks, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { isRedisTrouble, unavailable } from "@hailuo-queue/redis";

export type LastingProducer = Pick<
  Producer,
  | "submitBatch"
  | "findTwins"
  | "compare"
  | "placeBatch"
  | "setBatchLimits"
  | "setBatchLabels"
  | "batch"
  | "batches"
  | "get"
  | "list"
  | "listBatch"
  | "events"
  | "overview"
  | "diagnosis"
  | "balanceChanges"
  | "requireClientRoom"
  | "close"
> & {
  /** Of the connection that there is just now. */
  inputBooks(): Promise<InputBooks>;
  /** Calls from now on are made by producers that give up within seconds, not by the first one with its patience. */
  giveUpSoon(): void;
};

/**
 * A producer for commands that outlive outages of Redis: a producer gives up within seconds and stays so; here the call
 * after it opens a new one.
 * `openFirst`: opens the first one, which may be more patient.
 * @throws UnavailableError when the first cannot be opened.
 */
export async function openLastingProducer(
  redisUrl: string,
  open: () => Promise<Producer>,
  openFirst = open,
): Promise<LastingProducer> {
  let current: Promise<Producer> | undefined = openFirst();
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
    compare: (items, options) => ask((producer) => producer.compare(items, options)),
    findTwins: (items, options) => ask((producer) => producer.findTwins(items, options)),
    placeBatch: (batchId, place, how) => ask((producer) => producer.placeBatch(batchId, place, how)),
    setBatchLabels: (batchId, labels) => ask((producer) => producer.setBatchLabels(batchId, labels)),
    setBatchLimits: (batchId, limits) => ask((producer) => producer.setBatchLimits(batchId, limits)),
    batches: (limit) => ask((producer) => producer.batches(limit)),
    list: (filter) => ask((producer) => producer.list(filter)),
    batch: (batchId) => ask((producer) => producer.batch(batchId)),
    get: (id) => ask((producer) => producer.get(id)),
    inputBooks: () => ask(async ({ inputs }) => inputs),
    requireClientRoom: (wanted) => ask((producer) => producer.requireClientRoom(wanted)),
    overview: () => ask((producer) => producer.overview()),
    diagnosis: () => ask((producer) => producer.diagnosis()),
    balanceChanges: (fromMs, toMs) => ask((producer) => producer.balanceChanges(fromMs, toMs)),
    listBatch: (batchId) => iterate((producer) => producer.listBatch(batchId)),
    events: (options) => iterate((producer) => producer.events(options)),
    giveUpSoon() {
      if (openFirst !== open && current !== undefined) lose(current);
    },
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

/** A connection that broke within a command, and a server that takes no more writes. */
export function explainRedisError(redisUrl: string, error: unknown): unknown {
  if (error instanceof HailuoError || !(error instanceof Error)) return error;
  return isRedisTrouble(error) ? unavailable(redisUrl, error) : error;
}
