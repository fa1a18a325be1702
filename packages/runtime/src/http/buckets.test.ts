import { expect, test } from "@jest/globals";
import { createBuckets } from "./buckets.ts";

function buckets(size: number, perSecond: number, remembered = 100) {
  let ms = 0;
  return { ...createBuckets({ size, perSecond, remembered, now: () => ms }), pass: (by: number) => (ms += by) };
}

test("a name has so many tries, then one for each share of a second, and others have their own", () => {
  const tries = buckets(2, 0.5);
  expect([tries.take("a"), tries.take("a"), tries.take("a"), tries.take("b")]).toEqual([true, true, false, true]);
  expect(tries.waitMs("a")).toBe(2000);
  tries.pass(1999);
  expect(tries.take("a")).toBe(false);
  tries.pass(1);
  expect([tries.waitMs("a"), tries.take("a"), tries.take("a")]).toEqual([0, true, false]);
});

test("what is given back can be taken again, and never makes more than there were", () => {
  const tries = buckets(1, 1);
  tries.take("a");
  tries.giveBack("a");
  tries.giveBack("a");
  expect([tries.isFull("a"), tries.take("a"), tries.take("a")]).toEqual([true, true, false]);
});

test("a flood of names forgets the oldest, and keeps so many", () => {
  const tries = buckets(1, 0.001, 3);
  for (const name of ["a", "b", "c", "d"]) tries.take(name);
  expect(["b", "c", "d"].map((name) => tries.take(name))).toEqual([false, false, false]);
  expect(tries.take("a")).toBe(true);
});
