import { expect, test } from "@jest/globals";
import { byteQuota } from "./option-values.ts";

test.each([
  ["500mb", 500_000_000],
  ["1.5 GB", 1_500_000_000],
  ["750kb", 750_000],
  ["1024", 1024],
  ["0", 0],
  ["1000tb", 1e15],
  ["none", null],
  ["default", null],
])("a size of %s is %s bytes", (text, bytes) => {
  expect(byteQuota(text)).toBe(bytes);
});

test.each(["", "mb", "-1mb", "500 apples", "1e9", "1,000", "1001tb", "500mib"])("a size of %j is refused", (text) => {
  expect(() => byteQuota(text)).toThrow(/size such as 500mb/);
});
