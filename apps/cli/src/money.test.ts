import { expect, test } from "@jest/globals";
import { budget, formatMoney } from "./money.ts";

test.each([
  ["50usd", 50_000_000],
  ["50", 50_000_000],
  ["$0.5", 500_000],
  ["12.345 USD", 12_345_000],
  ["0", 0],
  ["none", null],
])("a budget of %s is %s micro-dollars", (text, micro) => {
  expect(budget(text)).toBe(micro);
});

test.each(["", "fifty", "-1", "50eur", "1e3", "1,000"])("a budget of %j is refused", (text) => {
  expect(() => budget(text)).toThrow(/US dollars/);
});

test.each([
  [50_000_000, "$50.00"],
  [190_000, "$0.19"],
  [1_234_567, "$1.234567"],
])("%s micro-dollars read %s", (micro, text) => {
  expect(formatMoney(micro)).toBe(text);
});
