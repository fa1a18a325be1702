import { describe, expect, test } from "@jest/globals";
import { coveredMs, firstReached, levelsOf, mostInAnyWindow } from "./slot-use.ts";

const SPANS = [
  { from: 0, to: 10 },
  { from: 5, to: 20 },
  { from: 10, to: 15 },
];

describe("slots over time", () => {
  test("are counted span by span, inside the wanted time only", () => {
    expect(coveredMs(SPANS, { from: 0, to: 20 })).toBe(30);
    expect(coveredMs(SPANS, { from: 8, to: 12 })).toBe(8);
  });

  test("make way for one another at the same moment", () => {
    expect(Math.max(...levelsOf(SPANS).map(({ count }) => count))).toBe(2);
  });

  test("are reached at the first time at which there are so many", () => {
    const levels = levelsOf(SPANS);
    expect(firstReached(levels, 2, 0)).toBe(5);
    expect(firstReached(levels, 2, 7)).toBe(7);
    expect(firstReached(levels, 3, 0)).toBeUndefined();
  });
});

test("a sliding window holds no time that is one window old", () => {
  expect(mostInAnyWindow([0, 50, 100, 149], 100)).toBe(3);
  expect(mostInAnyWindow([0, 50, 100, 151], 100)).toBe(2);
  expect(mostInAnyWindow([], 100)).toBe(0);
});
