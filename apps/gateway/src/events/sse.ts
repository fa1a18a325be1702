import { Readable } from "node:stream";

/** One message of a text/event-stream. */
export interface SseMessage {
  readonly event: string;
  /** What the listener may come back with as Last-Event-ID. */
  readonly id?: string;
  readonly data: unknown;
}

/** Proxies close what is silent for a minute; a comment keeps it open. */
const HEARTBEAT_MS = 15_000;

/** Writes messages as they come, a comment when none came for a while, and ends with them. */
export function sseStream(messages: AsyncIterable<SseMessage>, heartbeatMs = HEARTBEAT_MS): Readable {
  return Readable.from(lines(messages, heartbeatMs), { objectMode: false });
}

async function* lines(messages: AsyncIterable<SseMessage>, heartbeatMs: number): AsyncGenerator<string> {
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

function textOf({ event, id, data }: SseMessage): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
