import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonFaultOffset } from "./json-fault.ts";

test("the reader finds no fault in whatever JSON.stringify writes", () => {
  fc.assert(fc.property(fc.json(), (text) => jsonFaultOffset(text) === undefined));
});

test("the reader finds a fault exactly where JSON.parse refuses", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ minLength: 1, maxLength: 2 }), (text, index, noise) => {
      const at = index % (text.length + 1);
      const broken = text.slice(0, at) + noise + text.slice(at);
      expect(jsonFaultOffset(broken) === undefined).toBe(parses(broken));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['{"a": 1,}', 8],
  ["{'a': 1}", 1],
  ['{"a": tru}', 6],
  ['{"a": "b\tc"}', 8],
  ['{"a": 1} x', 9],
  ['{"a": "b', 8],
  ["{", 1],
])("%s stops being JSON at %d", (text, offset) => {
  expect(jsonFaultOffset(text)).toBe(offset);
});

test("a megabyte of brackets or of text does not fill the stack", () => {
  expect(jsonFaultOffset("[".repeat(1_000_000))).toBe(200);
  expect(jsonFaultOffset(`"${"a\\n".repeat(500_000)}`)).toBe(1_500_001);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
