import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { freeBytes } from "./free-bytes.ts";

test("what was read into memory of its own gives it back at once, again and again", async () => {
  for (let round = 0; round < 3; round += 1) {
    const read = Array.from({ length: 16 }, () => Buffer.alloc(1_000_000).fill(1));
    const held = process.memoryUsage().arrayBuffers;
    for (const bytes of read) freeBytes(bytes);
    expect(read.map(({ length }) => length)).toEqual(read.map(() => 0));
    // A collection meanwhile may give back more, of others.
    expect(held - process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(15_900_000);
    // The port itself has closed by then.
    await nextTurn();
  }
});

test("what shares its memory with others, and what is small, is left as it is", () => {
  const large = Buffer.alloc(100_000, 7);
  freeBytes(large.subarray(0, 50_000));
  freeBytes(large.subarray(1));
  freeBytes(Buffer.from("a pooled one"));
  freeBytes(new Uint8Array(new SharedArrayBuffer(100_000)));
  const small = Buffer.alloc(1000, 7);
  freeBytes(small);
  expect([large.length, large.at(-1), small.length]).toEqual([100_000, 7, 1000]);
});
