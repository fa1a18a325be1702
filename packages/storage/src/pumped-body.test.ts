import { expect, test } from "@jest/globals";
import { createPumpedBody, type Pump, pumpOf } from "./pumped-body.ts";

const CHUNKS = ["one", "two", "three"].map((text) => Buffer.from(text));

const pumpChunks: Pump = async (take, signal) => {
  for (const chunk of CHUNKS) {
    signal.throwIfAborted();
    await take(chunk);
  }
};

function never(): AbortSignal {
  return new AbortController().signal;
}

test("a pumped body iterates in order, one chunk at a time", async () => {
  const events: string[] = [];
  const body = createPumpedBody(async (take) => {
    for (const chunk of CHUNKS) {
      events.push(`give ${chunk.toString()}`);
      await take(chunk);
    }
  });
  for await (const chunk of body) events.push(`take ${Buffer.from(chunk).toString()}`);
  expect(events).toEqual(["give one", "take one", "give two", "take two", "give three", "take three"]);
});

test("the source's error comes out of the iteration after the chunks before it", async () => {
  const body = createPumpedBody(async (take) => {
    await take(Buffer.from("one"));
    throw new Error("the source broke");
  });
  const taken: string[] = [];
  const reading = (async () => {
    for await (const chunk of body) taken.push(Buffer.from(chunk).toString());
  })();
  await expect(reading).rejects.toThrow("the source broke");
  expect(taken).toEqual(["one"]);
});

test("leaving the iteration early stops the pump", async () => {
  let left: AbortSignal | undefined;
  const body = createPumpedBody((take, signal) => {
    left = signal;
    return pumpChunks(take, signal);
  });
  for await (const _chunk of body) break;
  expect(left?.aborted).toBe(true);
});

test("a pumped body is pumped its own way, any other by iterating it", async () => {
  expect(pumpOf(createPumpedBody(pumpChunks))).toBe(pumpChunks);
  const taken: string[] = [];
  await pumpOf(
    (async function* () {
      yield* CHUNKS;
    })(),
  )((chunk) => void taken.push(Buffer.from(chunk).toString()), never());
  expect(taken).toEqual(["one", "two", "three"]);
});

test("an iterable is held back while a chunk is being taken, and closed when the taker throws", async () => {
  const events: string[] = [];
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of CHUNKS) {
        events.push(`give ${chunk.toString()}`);
        yield chunk;
      }
    } finally {
      events.push("closed");
    }
  }
  const pumping = pumpOf(source())(async (chunk) => {
    await Promise.resolve();
    events.push(`took ${Buffer.from(chunk).toString()}`);
    if (chunk === CHUNKS[1]) throw new Error("full");
  }, never());
  await expect(pumping).rejects.toThrow("full");
  expect(events).toEqual(["give one", "took one", "give two", "took two", "closed"]);
});

test("an aborted signal ends the pumping of an iterable with its reason", async () => {
  const control = new AbortController();
  const pumping = pumpOf(
    (async function* () {
      yield* CHUNKS;
    })(),
  )(() => control.abort(new Error("shutting down")), control.signal);
  await expect(pumping).rejects.toThrow("shutting down");
});
