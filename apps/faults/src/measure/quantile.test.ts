import { expect, test } from "@jest/globals";
import { quantile } from "./quantile.ts";

test("a quantile is the value that so great a part does not pass", () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1), quantile([7], 0.5)]).toEqual([
    50, 99, 100, 7,
  ]);
  expect(quantile([], 0.5)).toBeNaN();
});
