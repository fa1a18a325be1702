/** Takes the next chunk. The source is held back while a returned promise is open; what is thrown ends the source. */
export type TakeChunk = (chunk: Uint8Array) => Promise<void> | void;

/**
 * Hands over a whole body. Rejects with the source's error or with what `take` threw; an aborted signal closes the
 * source.
 */
export type Pump = (take: TakeChunk, signal: AbortSignal) => Promise<void>;

/**
 * A body that pushes its chunks. Iterated, each chunk of 64 KiB costs a turn through every generator on its way and
 * stops and restarts the socket, which is why it can do both.
 */
export interface PumpedBody extends AsyncIterable<Uint8Array> {
  readonly pump: Pump;
}

export function createPumpedBody(pump: Pump): PumpedBody {
  return { pump, [Symbol.asyncIterator]: () => iterate(pump) };
}

/** How to pump any body: its own way, or by iterating it. */
export function pumpOf(body: AsyncIterable<Uint8Array>): Pump {
  return isPumped(body) ? body.pump : (take, signal) => pumpIterable(body, take, signal);
}

function isPumped(body: AsyncIterable<Uint8Array>): body is PumpedBody {
  return "pump" in body && typeof body.pump === "function";
}

async function pumpIterable(body: AsyncIterable<Uint8Array>, take: TakeChunk, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const iterator = body[Symbol.asyncIterator]();
  // Not awaited: a source that hangs must not hold up whoever stopped it.
  const leave = (): void => void iterator.return?.().catch(() => undefined);
  signal.addEventListener("abort", leave, { once: true });
  try {
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      signal.throwIfAborted();
      try {
        await take(step.value);
      } catch (error) {
        leave();
        throw error;
      }
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** One chunk at a time; leaving early closes the source. */
async function* iterate(pump: Pump): AsyncGenerator<Uint8Array> {
  const left = new AbortController();
  const held: { readonly chunk: Uint8Array; readonly release: () => void }[] = [];
  let ended = false;
  let wake = (): void => undefined;
  const take: TakeChunk = (chunk) =>
    new Promise((release) => {
      held.push({ chunk, release });
      wake();
    });
  const pumping = pump(take, left.signal).finally(() => {
    ended = true;
    wake();
  });
  pumping.catch(() => undefined);
  try {
    for (;;) {
      const next = held.shift();
      if (next !== undefined) {
        yield next.chunk;
        next.release();
      } else if (ended) return await pumping;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    left.abort();
  }
}
