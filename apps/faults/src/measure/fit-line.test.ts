import { describe, expect, test } from "@jest/globals";
import { fitLine } from "./fit-line.ts";

describe("a line through samples", () => {
  test("of a steady climb has its slope, and growth is told as a part of the mean", () => {
    const line = fitLine([0, 1, 2, 3, 4].map((minute) => ({ atMs: minute * 60_000, value: 100 + 10 * minute })));
    expect(line.slopePerMinute).toBeCloseTo(10);
    expect(line.growth).toBeCloseTo(40 / 120);
  });

  test("is flat where values only go up and down", () => {
    const line = fitLine([100, 120, 80, 80, 120, 100].map((value, at) => ({ atMs: at * 1000, value })));
    expect(Math.abs(line.growth)).toBeLessThan(0.05);
  });

  test("needs two samples", () => {
    expect(() => fitLine([{ atMs: 1, value: 1 }])).toThrow("two samples");
  });
});
