import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { countCharacters } from "./generation-request.ts";
import { nearestName } from "./nearest-name.ts";
import { cutText, shorten } from "./shorten.ts";

test("a value is shown as JSON has it, cut where it is long and never within a character", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.integer({ min: 2, max: 80 }), (value, limit) => {
      const whole = JSON.stringify(value);
      const shown = shorten(value, limit);
      if (whole.length <= limit) return expect(shown).toBe(whole);
      expect(shown).toBe(`${cutText(whole, limit - 1)}…`);
      expect(shown).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});

test("what JSON does not hold is shown as text", () => {
  expect(
    [undefined, 7n, new Date(0), { a: undefined, b: () => 1 }, [undefined], JSON.parse("1e999")].map((value) =>
      shorten(value),
    ),
  ).toEqual(["undefined", "7", '"1970-01-01T00:00:00.000Z"', "{}", "[null]", "Infinity"]);
});

test("of a large, deep or endless value no more is looked at than is shown", () => {
  let reads = 0;
  const large = new Proxy(Array.from({ length: 100_000 }), {
    get: (values, name) => {
      reads += 1;
      return Reflect.get(values, name) as unknown;
    },
  });
  expect(shorten(large)).toHaveLength(60);
  expect(reads).toBeLessThan(300);
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  expect(shorten(loop)).toMatch(/^\{"self":\{"self":/);
  let deep: unknown = [];
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(shorten(deep)).toBe(`${"[".repeat(59)}…`);
});

test("characters are counted as code points, halves of them too", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "\ud83c", "\udf0a", "🌊") }),
      (text) => countCharacters(text) === Array.from(text).length,
    ),
  );
});

test("a name of megabytes is near to none, and compared with none", () => {
  expect(nearestName("a".repeat(30_000_000), ["prompt", "duration"])).toBeUndefined();
  expect(["constructor", "__proto__", "toString"].map((name) => nearestName(name, ["prompt"]))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
