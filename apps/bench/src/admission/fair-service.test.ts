import { describe, expect, test } from "@jest/globals";
import { jainIndex, servedWhileAllWaited, weightedService } from "./fair-service.ts";

const TENANTS = [
  { tenant: "one", weight: 1, generations: 3 },
  { tenant: "two", weight: 2, generations: 2 },
];
const SERVED = ["one", "two", "two", "one", "one"].map((tenant) => ({ tenant, cost: 1 }));

describe("fairness", () => {
  test("is 1 for equal shares, and 1/n when one has all", () => {
    expect(jainIndex([3, 3, 3])).toBe(1);
    expect(jainIndex([9, 0, 0])).toBeCloseTo(1 / 3);
  });

  test("counts what was served by weight and cost", () => {
    expect(weightedService([...SERVED, { tenant: "two", cost: 2 }], TENANTS)).toEqual([3, 2]);
  });

  test("is judged up to the moment at which one has nothing left", () => {
    expect(servedWhileAllWaited(SERVED, TENANTS)).toBe(3);
  });
});
