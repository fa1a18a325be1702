import { JSON_LIMITS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createJsonScan, type JsonFault, type JsonLimits } from "./json-scan.ts";

const LIMITS = { ...JSON_LIMITS, maxDepth: 4, maxValues: 13, maxNameLength: 20, maxBytes: 400 };

function scan(text: string, size = Infinity, limits: JsonLimits = JSON_LIMITS): JsonFault | undefined {
  const bytes = Buffer.from(text);
  const reader = createJsonScan(limits);
  for (let at = 0; at < bytes.length; at += size) {
    const fault = reader.push(bytes.subarray(at, at + size));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What the scan is to find, counted in the value itself. */
function measure(value: unknown): { readonly depth: number; readonly values: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(measure);
  const names = Array.isArray(value) ? 0 : inner.length;
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + names + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

test("depth and number of what a JSON text holds are found as the value has them, however it is cut and written", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat({ max: 3 }),
      (value, size, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        fc.pre(!text.includes("__proto__"));
        const { depth, values } = measure(value);
        const whole = scan(text, size, { ...JSON_LIMITS, maxDepth: depth, maxValues: values, maxNameLength: 10_000 });
        expect(whole).toBeUndefined();
        if (depth > 0) expect(scan(text, size, { ...JSON_LIMITS, maxDepth: depth - 1 })?.code).toBe("too_deep");
        expect(scan(text, size, { ...JSON_LIMITS, maxValues: values - 1 })?.code).toBe("too_many_values");
      },
    ),
    { numRuns: Number(process.env["HAILUO_TEST_RUNS"] ?? 700) },
  );
});

test.each([
  ["[[[[[1]]]]]", "too_deep"],
  ['{"a":{"a":{"a":{"a":{}}}}}', "too_deep"],
  [JSON.stringify(Array.from({ length: 13 }, () => 0)), "too_many_values"],
  ["[{},{},{},{},{},{},{},{},{},{},{},{},{}]", "too_many_values"],
  ["1 2 3 4 5 6 7 8 9 10 11 12 13 14", "too_many_values"],
  ['{"123456789012345678901": 1}', "name_too_long"],
  ['{"a": 1, "b": 2, "a": 3}', "duplicate_name"],
  ['{"a": 1, "\\u0061": 2}', "duplicate_name"],
  ['{"x": {"__proto__": {}}}', "forbidden_name"],
  ['{"\\u005f_proto__": 1}', "forbidden_name"],
  [`["${"x".repeat(400)}"]`, "too_large"],
  [`["x","data:${"x".repeat(4000)}", "${"x".repeat(400)}"]`, "too_large"],
])("%.40s is refused: %s", (text, code) => {
  for (const size of [1, 2, 7, Infinity]) expect(scan(text, size, LIMITS)?.code).toBe(code);
});

test.each([
  ['{"a": [{"b": 1}, {"b": 1}], "b": {"a": 1}}'],
  ['["a", "a", "a\\"", ",{[:", "\\\\"]'],
  [`{"u": "data:image/png;base64,${"A".repeat(1_000_000)}"}`],
  [`{"u": "DATA:${"A".repeat(1000)}\\"${"[".repeat(1000)}"}`],
  ["true"],
  [""],
])("%.40s passes", (text) => {
  for (const size of [1, 2, 7, Infinity]) expect(scan(text, size, LIMITS)).toBeUndefined();
});

test("a bomb is refused within its first bytes", () => {
  let pulled = 0;
  const reader = createJsonScan();
  while (reader.push(Buffer.from("[".repeat(8))) === undefined) pulled += 8;
  expect(pulled).toBeLessThanOrEqual(JSON_LIMITS.maxDepth);
});
