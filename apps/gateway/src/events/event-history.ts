import type { GenerationEvent, Producer } from "@hailuo-queue/producer";

/**
 * What happened so far, for listeners that come back: read from Redis once, and then only what is new. Without it each
 * of them costs Redis and this process the whole stream, which a tenant may ask for a hundred times a second.
 */
export interface EventHistory {
  /** All that is still kept after this id, whoever's it is, up to now; those of one moment share a read. */
  after(eventId: string): Promise<readonly GenerationEvent[]>;
}

/** As many as Redis keeps of them, about. */
const MOST_KEPT = 10_000;

export function createEventHistory(producer: Pick<Producer, "pastEvents">): EventHistory {
  const recent: GenerationEvent[] = [];
  let reading: Promise<void> | undefined;
  let readingNext: Promise<void> | undefined;

  async function readOn(): Promise<void> {
    for await (const event of producer.pastEvents(recent.at(-1)?.eventId ?? "0-0")) recent.push(event);
    // Not each time: taking the first off a list moves all others.
    if (recent.length > 2 * MOST_KEPT) recent.splice(0, recent.length - MOST_KEPT);
  }

  /** A read that was begun before may miss what happened since: it is waited for, and the next one is shared. */
  function untilNow(): Promise<void> {
    if (reading === undefined) return (reading = readOn().finally(() => (reading = undefined)));
    readingNext ??= reading
      .catch(() => undefined)
      .then(() => {
        readingNext = undefined;
        return untilNow();
      });
    return readingNext;
  }

  return {
    async after(eventId) {
      await untilNow();
      return recent.slice(firstAfter(recent, eventId));
    },
  };
}

/** The place of the first event with a greater id, in a list that grows by them. */
function firstAfter(events: readonly GenerationEvent[], eventId: string): number {
  let [from, to] = [0, events.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isAfter(events[middle]?.eventId ?? "", eventId)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Stream ids are `<ms>-<number>`. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return ms > otherMs || (ms === otherMs && number > otherNumber);
}
