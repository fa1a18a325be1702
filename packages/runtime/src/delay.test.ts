import { expect, test } from "@jest/globals";
import { delay } from "./delay.ts";

test("an aborted delay ends at once and without an error", async () => {
  const stop = new AbortController();
  const waiting = delay(3_600_000, stop.signal);
  stop.abort();
  await waiting;
  await delay(3_600_000, stop.signal);
  expect(stop.signal.aborted).toBe(true);
});

test("a delay that runs to its end leaves no listener behind", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parts: Parameters<typeof add>) => {
    listeners += 1;
    add(...parts);
  };
  signal.removeEventListener = (...parts: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...parts);
  };
  await delay(1, signal);
  expect(listeners).toBe(0);
});
