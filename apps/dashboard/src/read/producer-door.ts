import { HailuoError, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

/**
 * A producer for a process that outlives outages of Redis: a producer gives up within seconds, the next question opens
 * a new one.
 */
export interface ProducerDoor {
  /** @throws InvalidInputError for what was asked wrongly, else an error that says that Redis is away. */
  ask<Answer>(question: (producer: Producer) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

export interface ProducerDoorOptions {
  readonly open: () => Promise<Producer>;
  /** Turns an error of the connection into one for people. */
  readonly describe: (error: unknown) => HailuoError;
  /** Told once an outage. */
  readonly onLost: (error: unknown) => void;
  readonly onBack: () => void;
}

const OF_PROVIDER = new Set(["nobody_to_ask", "provider_silent", "provider_unavailable", "too_many_questions"]);

function isOfProvider(error: unknown): boolean {
  return error instanceof UnavailableError && OF_PROVIDER.has(error.code);
}

/** Opens the first producer, and throws UnavailableError when that cannot be done. */
export async function openProducerDoor(options: ProducerDoorOptions): Promise<ProducerDoor> {
  let current: Promise<Producer> | undefined = options.open();
  let lost = false;
  await current;

  function lose(failed: Promise<Producer>, error: unknown): void {
    if (current !== failed) return;
    current = undefined;
    if (!lost) options.onLost(error);
    lost = true;
    // It failed: what its close says is of no more use.
    void failed.then((producer) => producer.close()).catch(() => undefined);
  }

  async function ask<Answer>(question: (producer: Producer) => Promise<Answer>): Promise<Answer> {
    current ??= options.open();
    const used = current;
    try {
      const answer = await question(await used);
      if (lost) options.onBack();
      lost = false;
      return answer;
    } catch (error) {
      // What was said about the question itself tells nothing of the connection.
      if (error instanceof InvalidInputError || isOfProvider(error)) throw error;
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
