import { Readable } from "node:stream";
import type { StreamAnswer } from "../http/route.ts";

/** One message of a text/event-stream. */
export interface SseMessage {
  readonly event: string;
  /** What the listener may come back with as Last-Event-ID. */
  readonly id?: string;
  readonly data: unknown;
}

/** Proxies close what is silent for a minute; a comment keeps it open. */
const HEARTBEAT_MS = 15_000;

/** An answer of messages as they come; they are asked for once there is somebody to read them. */
export function eventStream(messages: () => AsyncIterable<readonly SseMessage[]>): StreamAnswer {
  return {
    status: 200,
    open: () => sseStream(messages()),
    contentType: "text/event-stream; charset=utf-8",
    headers: { "x-accel-buffering": "no" },
  };
}

/**
 * Writes messages as they come, those of one group at once, a comment when none came for a while, and ends with them.
 */
export function sseStream(messages: AsyncIterable<readonly SseMessage[]>, heartbeatMs = HEARTBEAT_MS): Readable {
  return Readable.from(lines(messages, heartbeatMs), { objectMode: false });
}

async function* lines(messages: AsyncIterable<readonly SseMessage[]>, heartbeatMs: number): AsyncGenerator<string> {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    // Headers leave with the first bytes.
    yield ": connected\n\n";
    let next = iterator.next();
    for (;;) {
      const step = await orHeartbeat(next, heartbeatMs);
      if (step === undefined) yield ": still here\n\n";
      else if (step.done === true) return;
      else {
        yield textOf(step.value);
        next = iterator.next();
      }
    }
  } finally {
    await iterator.return?.();
  }
}

async function orHeartbeat<Value>(next: Promise<Value>, heartbeatMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const beat = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, heartbeatMs, undefined);
  });
  try {
    return await Promise.race([next, beat]);
  } finally {
    clearTimeout(timer);
  }
}

const texts = new WeakMap<readonly SseMessage[], string>();

/** One group may go to many. */
function textOf(messages: readonly SseMessage[]): string {
  const cached = texts.get(messages);
  if (cached !== undefined) return cached;
  const text = messages
    .map(
      ({ event, id, data }) =>
        `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    )
    .join("");
  texts.set(messages, text);
  return text;
}
