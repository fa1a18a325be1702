import { isEndState, optional } from "@hailuo-queue/contracts";
import type { GenerationEvent, Producer, TenantProducer } from "@hailuo-queue/producer";
import { giveWay } from "@hailuo-queue/turns";
import { createEventHistory, isAfter } from "./event-history.ts";

export type EventFilter = { readonly generationId: string } | { readonly batchId: string };

/** Events of one moment, in their order. All who listen to the same thing are given the same group. */
export type EventGroup = readonly GenerationEvent[];

export interface EventHubOptions {
  readonly producer: Pick<Producer, "events" | "pastEvents">;
  /** Told when the events cannot be read for a while. */
  readonly onError: (error: unknown) => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * One reader of the event stream for all who listen in this process: two hundred listeners cost Redis as much as one.
 */
export interface EventHub {
  /**
   * Of what is the tenant's own, else InvalidInputError (`unknown_generation`, `unknown_batch`). From now on; with
   * `afterEventId` also what happened since then, as far as it is still kept. Ends with the signal.
   */
  subscribe(
    own: TenantProducer,
    filter: EventFilter,
    signal: AbortSignal,
    afterEventId?: string,
  ): AsyncIterable<EventGroup>;
  /** Resolves when it has ended (or waits for a user), when the time is over or the signal aborts. */
  waitForEnd(own: TenantProducer, generationId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A listener that is slower than this many events is sent on its way: it can come back with the last id it saw. */
const MOST_BUFFERED = 10_000;
/**
 * What happens within so long is told together: twenty tasks that end at once are one write to each of two hundred
 * listeners.
 */
const GATHER_MS = 50;
/** Events only make a wait short: what they miss is looked up. */
const LOOK_AGAIN_MS = 5000;
const RETRY_MS = 1000;

interface Listener {
  readonly buffered: EventGroup[];
  bufferedEvents: number;
  wake: () => void;
  tooSlow: boolean;
}

/** All who listen to one batch, or to one generation. */
interface Channel {
  readonly listeners: Set<Listener>;
  gathered: GenerationEvent[];
  timer: NodeJS.Timeout | undefined;
}

export function openEventHub({ producer, onError, pause }: EventHubOptions): EventHub {
  const stop = new AbortController();
  const channels = new Map<string, Channel>();
  const history = createEventHistory(producer);
  void read();

  async function read(): Promise<void> {
    let after: string | undefined;
    while (!stop.signal.aborted) {
      try {
        for await (const event of producer.events({ signal: stop.signal, ...optional({ afterEventId: after }) })) {
          after = event.eventId;
          gather(event, channels.get(nameOf(event)));
          gather(event, channels.get(nameOf({ batchId: event.batchId })));
        }
      } catch (error) {
        if (!stop.signal.aborted) onError(error);
      }
      if (!stop.signal.aborted) await pause(RETRY_MS, stop.signal);
    }
  }

  function gather(event: GenerationEvent, channel: Channel | undefined): void {
    if (channel === undefined) return;
    channel.gathered.push(event);
    channel.timer ??= setTimeout(hand, GATHER_MS, channel);
  }

  function hand(channel: Channel): void {
    const group = channel.gathered;
    channel.gathered = [];
    channel.timer = undefined;
    for (const listener of channel.listeners) {
      if (listener.bufferedEvents + group.length > MOST_BUFFERED) listener.tooSlow = true;
      else {
        listener.buffered.push(group);
        listener.bufferedEvents += group.length;
      }
      listener.wake();
    }
  }

  function listen(filter: EventFilter): { readonly listener: Listener; leave(): void } {
    const name = nameOf(filter);
    const channel: Channel = channels.get(name) ?? { listeners: new Set(), gathered: [], timer: undefined };
    channels.set(name, channel);
    const listener: Listener = { buffered: [], bufferedEvents: 0, wake: () => undefined, tooSlow: false };
    channel.listeners.add(listener);
    const leave = (): void => {
      channel.listeners.delete(listener);
      if (channel.listeners.size > 0) return;
      clearTimeout(channel.timer);
      if (channels.get(name) === channel) channels.delete(name);
    };
    return { listener, leave };
  }

  async function* subscribe(
    own: TenantProducer,
    filter: EventFilter,
    signal: AbortSignal,
    afterEventId?: string,
  ): AsyncGenerator<EventGroup> {
    const { listener, leave } = listen(filter);
    // Not joined to the hub's: Node 20 keeps a WeakRef of each signal that is, as long as the hub lives. `close` wakes
    // all.
    const isOver = (): boolean => signal.aborted || stop.signal.aborted;
    const wake = (): void => listener.wake();
    signal.addEventListener("abort", wake, { once: true });
    try {
      await ("generationId" in filter ? own.get(filter.generationId) : own.batch(filter.batchId));
      let latest = afterEventId;
      if (afterEventId !== undefined) {
        for (const event of await history.after(afterEventId)) {
          if (isOver()) return;
          latest = event.eventId;
          if (isWanted(filter, event)) yield [event];
          const rest = giveWay();
          if (rest !== undefined) await rest;
        }
      }
      while (!isOver() && !(listener.tooSlow && listener.buffered.length === 0)) {
        const group = listener.buffered.shift();
        if (group === undefined) {
          await new Promise<void>((resolve) => (listener.wake = resolve));
          continue;
        }
        listener.bufferedEvents -= group.length;
        // What was read of the past may have been handed over meanwhile, too: ids only grow.
        const fresh =
          latest === undefined || isAfter(group[0]?.eventId ?? "", latest)
            ? group
            : group.filter((event) => isAfter(event.eventId, latest ?? ""));
        if (fresh.length > 0) yield fresh;
      }
    } finally {
      signal.removeEventListener("abort", wake);
      leave();
    }
  }

  async function waitForEnd(
    own: TenantProducer,
    generationId: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { listener, leave } = listen({ generationId });
    const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      while (!over.aborted && !stop.signal.aborted) {
        const { state } = await own.get(generationId);
        if (isEndState(state) || state === "submission_unknown") return;
        const woken = new AbortController();
        listener.wake = () => woken.abort();
        if (stop.signal.aborted) return;
        if (listener.buffered.splice(0).length === 0) await pause(LOOK_AGAIN_MS, AbortSignal.any([over, woken.signal]));
        listener.bufferedEvents = 0;
      }
    } finally {
      leave();
    }
  }

  return {
    subscribe,
    waitForEnd,
    close: () => {
      stop.abort();
      for (const { listeners, timer } of channels.values()) {
        clearTimeout(timer);
        for (const listener of listeners) listener.wake();
      }
    },
  };
}

function nameOf(filter: EventFilter): string {
  return "generationId" in filter ? `generation ${filter.generationId}` : `batch ${filter.batchId}`;
}

function isWanted(filter: EventFilter, event: GenerationEvent): boolean {
  return "generationId" in filter ? event.generationId === filter.generationId : event.batchId === filter.batchId;
}
