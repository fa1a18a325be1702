import { expect, test } from "@jest/globals";
import { countOf, splitRefusals } from "./refusal-burst.ts";

test("refusals right after a fall are one burst, and whatever comes after a pause is a try of more", () => {
  const refusals = [100, 1000, 1500, 4000, 21_000, 61_000].map((at) => ({ at, count: 2 }));
  const { burst, probes } = splitRefusals(refusals, 1000, 5000);
  expect(burst.map(({ at }) => at)).toEqual([1000, 1500, 4000]);
  expect(probes.map(({ at }) => at)).toEqual([21_000, 61_000]);
  expect(countOf(burst)).toBe(6);
});
