import { HailuoError, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

export type ReadingProducer = Pick<
  Producer,
  | "overview"
  | "diagnosis"
  | "fleet"
  | "sign"
  | "totals"
  | "history"
  | "batch"
  | "batches"
  | "list"
  | "get"
  | "explain"
  | "close"
> & { readonly backlog: Pick<Producer["backlog"], "tenant"> };

/**
 * A producer for a process that outlives outages of Redis: a producer gives up within seconds, the next question opens
 * a new one.
 */
export interface ProducerDoor {
  /** Throws InvalidInputError for what was asked wrongly, else an error that says that Redis is away. */
  ask<Answer>(question: (producer: ReadingProducer) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

export interface ProducerDoorOptions {
  readonly open: () => Promise<ReadingProducer>;
  /** Turns an error of the connection into one for people. */
  readonly describe: (error: unknown) => HailuoError;
  /** Told once an outage. */
  readonly onLost: (error: unknown) => void;
  readonly onBack: () => void;
}

/** Opens the first producer, and throws UnavailableError when that cannot be done. */
export async function openProducerDoor(options: ProducerDoorOptions): Promise<ProducerDoor> {
  let current: Promise<ReadingProducer> | undefined = options.open();
  let lost = false;
  await current;

  function lose(failed: Promise<ReadingProducer>, error: unknown): void {
    if (current !== failed) return;
    current = undefined;
    if (!lost) options.onLost(error);
    lost = true;
    // It failed: what its close says is of no more use.
    void failed.then((producer) => producer.close()).catch(() => undefined);
  }

  async function ask<Answer>(question: (producer: ReadingProducer) => Promise<Answer>): Promise<Answer> {
    current ??= options.open();
    const used = current;
    try {
      const answer = await question(await used);
      if (lost) options.onBack();
      lost = false;
      return answer;
    } catch (error) {
      if (error instanceof InvalidInputError) throw error;
      lose(used, error);
      throw error instanceof HailuoError ? error : options.describe(error);
    }
  }

  async function close(): Promise<void> {
    const last = current;
    current = undefined;
    await last?.then(
      (producer) => producer.close(),
      () => undefined,
    );
  }

  return { ask, close };
}
