import { expect, jest, test } from "@jest/globals";
import { createRunningTime } from "./running-time.ts";

const LIMIT_MS = 1000;

function openWorld() {
  const time = createRunningTime(LIMIT_MS);
  const over: string[] = [];
  return { over, start: (name: string) => time.after(() => over.push(name)) };
}

test("each limit ends after its time and at most a step later, and one that was stopped does not", () => {
  jest.useFakeTimers();
  try {
    const { over, start } = openWorld();
    start("first");
    jest.advanceTimersByTime(LIMIT_MS / 2 + 10);
    const stop = start("stopped");
    start("second");
    jest.advanceTimersByTime(LIMIT_MS / 2 - 11);
    expect(over).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(over).toEqual(["first"]);
    stop();
    jest.advanceTimersByTime(LIMIT_MS / 2 + 9);
    expect(over).toEqual(["first"]);
    jest.advanceTimersByTime(LIMIT_MS / 20);
    expect(over).toEqual(["first", "second"]);
    start("third")();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test("a process that stood still for longer than the limit goes on with the rest of it", async () => {
  const { over, start } = openWorld();
  start("limit");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LIMIT_MS + 100);
  // Timers that are due have run then.
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(over).toEqual([]);
  while (over.length === 0) await new Promise(setImmediate);
});
