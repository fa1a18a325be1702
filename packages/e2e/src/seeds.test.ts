import { expect, test } from "@jest/globals";
import fc from "fast-check";

test("what tests draw is drawn again in every run, and otherwise where HAILUO_TEST_SEED says so", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env["HAILUO_TEST_SEED"] ?? 20_261_130));
  const [one, other] = [1, 2].map(() => fc.sample(fc.integer(), 20));
  expect(one).toEqual(other);
  expect(fc.sample(fc.integer(), { seed: 1, numRuns: 20 })).not.toEqual(one);
});
