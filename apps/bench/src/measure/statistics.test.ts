import { describe, expect, test } from "@jest/globals";
import { median } from "./statistics.ts";

describe("median", () => {
  test("is the middle value, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([7])).toBe(7);
  });

  test("of an even number is the mean of the middle two", () => {
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  test("of nothing does not exist", () => {
    expect(() => median([])).toThrow("no median of nothing");
  });
});
