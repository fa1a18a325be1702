import { expect, jest, test } from "@jest/globals";
import { createPartBuffers } from "./part-buffers.ts";

test("no more buffers exist than were allowed, and those who wait are served in their order", async () => {
  const buffers = createPartBuffers({ partBytes: 16, count: 2 });
  const one = await buffers.take();
  const two = await buffers.take();
  expect(buffers.tryTake()).toBeUndefined();
  const served: string[] = [];
  const first = buffers.take().then((buffer) => [served.push("first"), buffer] as const);
  const second = buffers.take().then((buffer) => [served.push("second"), buffer] as const);
  buffers.giveBack(one);
  expect((await first)[1]).toBe(one);
  buffers.giveBack(two);
  expect((await second)[1]).toBe(two);
  expect(served).toEqual(["first", "second"]);
});

test("one who gives up waiting leaves the line and takes no buffer with him", async () => {
  const buffers = createPartBuffers({ partBytes: 16, count: 1 });
  const held = await buffers.take();
  const control = new AbortController();
  const waiting = buffers.take(control.signal);
  control.abort(new Error("shutting down"));
  await expect(waiting).rejects.toThrow("shutting down");
  buffers.giveBack(held);
  expect(buffers.tryTake()).toBeInstanceOf(Uint8Array);
});

test("buffers that were given back are used again, however long after", async () => {
  jest.useFakeTimers();
  try {
    const buffers = createPartBuffers({ partBytes: 16, count: 2 });
    const both = [await buffers.take(), await buffers.take()];
    for (const buffer of both) buffers.giveBack(buffer);
    jest.advanceTimersByTime(3_600_000);
    expect(new Set([await buffers.take(), await buffers.take()])).toEqual(new Set(both));
  } finally {
    jest.useRealTimers();
  }
});
