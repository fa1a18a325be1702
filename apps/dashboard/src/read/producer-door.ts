import { HailuoError, UnavailableError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { isRedisTrouble } from "@hailuo-queue/redis";

/**
 * A producer for a process that outlives outages of Redis: a producer gives up within seconds, the next question opens
 * a new one.
 */
export interface ProducerDoor {
  /** @throws what the question throws; in place of a fault of the connection, an error that says that Redis is away. */
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

/** What else a question throws (a refusal, a provider that is silent, a fault of ours) tells nothing of the connection. */
function isOfRedis(error: unknown): boolean {
  if (error instanceof HailuoError) return error instanceof UnavailableError && error.code.startsWith("redis_");
  return isRedisTrouble(error);
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
      if (!isOfRedis(error)) throw error;
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
