import { isEndState } from "@hailuo-queue/contracts";
import type { GenerationEvent, Producer } from "@hailuo-queue/producer";

export type EventFilter = { readonly generationId: string } | { readonly batchId: string };

export interface EventHubOptions {
  readonly producer: Pick<Producer, "events" | "pastEvents" | "get">;
  /** Told when the events cannot be read for a while. */
  readonly onError: (error: unknown) => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** One reader of the event stream for all who listen in this process: two hundred listeners cost Redis as much as one. */
export interface EventHub {
  /** From now on; with `afterEventId` also what happened since then, as far as it is still kept. Ends with the signal. */
  subscribe(filter: EventFilter, signal: AbortSignal, afterEventId?: string): AsyncIterable<GenerationEvent>;
  /** Resolves when it has ended (or waits for a user), when the time is over or the signal aborts. */
  waitForEnd(generationId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A listener that is slower than this many events is sent on its way: it can come back with the last id it saw. */
const MOST_HELD = 10_000;
/** Events only make a wait short: what they miss is looked up. */
const LOOK_AGAIN_MS = 5000;
const RETRY_MS = 1000;

interface Listener {
  readonly wants: (event: GenerationEvent) => boolean;
  readonly held: GenerationEvent[];
  wake: () => void;
  tooSlow: boolean;
}

export function openEventHub({ producer, onError, pause }: EventHubOptions): EventHub {
  const stop = new AbortController();
  const listeners = new Set<Listener>();
  const reading = read();
  reading.catch(() => undefined);

  async function read(): Promise<void> {
    let after: string | undefined;
    while (!stop.signal.aborted) {
      try {
        for await (const event of producer.events({ signal: stop.signal, ...(after === undefined ? {} : { afterEventId: after }) })) {
          after = event.eventId;
          for (const listener of listeners) hand(listener, event);
        }
      } catch (error) {
        if (!stop.signal.aborted) onError(error);
      }
      if (!stop.signal.aborted) await pause(RETRY_MS, stop.signal);
    }
  }

  function hand(listener: Listener, event: GenerationEvent): void {
    if (!listener.wants(event)) return;
    if (listener.held.length >= MOST_HELD) listener.tooSlow = true;
    else listener.held.push(event);
    listener.wake();
  }

  function listen(filter: EventFilter): Listener {
    const wants =
      "batchId" in filter
        ? (event: GenerationEvent) => event.batchId === filter.batchId
        : (event: GenerationEvent) => event.generationId === filter.generationId;
    const listener: Listener = { wants, held: [], wake: () => undefined, tooSlow: false };
    listeners.add(listener);
    return listener;
  }

  async function* subscribe(filter: EventFilter, signal: AbortSignal, afterEventId?: string): AsyncGenerator<GenerationEvent> {
    const listener = listen(filter);
    const over = AbortSignal.any([signal, stop.signal]);
    const leave = (): void => listener.wake();
    over.addEventListener("abort", leave, { once: true });
    try {
      let latest = afterEventId;
      // What is read here may also have been handed over meanwhile: ids only grow.
      if (afterEventId !== undefined) {
        for await (const event of producer.pastEvents(afterEventId)) {
          if (over.aborted) return;
          latest = event.eventId;
          if (listener.wants(event)) yield event;
        }
      }
      while (!over.aborted && !(listener.tooSlow && listener.held.length === 0)) {
        const event = listener.held.shift();
        if (event === undefined) await new Promise<void>((resolve) => (listener.wake = resolve));
        else if (latest === undefined || isAfter(event.eventId, latest)) yield event;
      }
    } finally {
      over.removeEventListener("abort", leave);
      listeners.delete(listener);
    }
  }

  async function waitForEnd(generationId: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const listener = listen({ generationId });
    const over = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      while (!over.aborted) {
        const record = await producer.get(generationId);
        if (record === undefined || isEndState(record.state) || record.state === "submission_unknown") return;
        const woken = new AbortController();
        listener.wake = () => woken.abort();
        if (listener.held.splice(0).length === 0) await pause(LOOK_AGAIN_MS, AbortSignal.any([over, woken.signal]));
      }
    } finally {
      listeners.delete(listener);
    }
  }

  return {
    subscribe,
    waitForEnd,
    close: () => {
      stop.abort();
      for (const listener of listeners) listener.wake();
    },
  };
}

/** Stream ids are `<ms>-<number>`. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return ms > otherMs || (ms === otherMs && number > otherNumber);
}
