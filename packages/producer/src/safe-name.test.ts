import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { markedName, safeName } from "./safe-name.ts";

/** As file systems compare names that ignore case and forms. */
const seen = (name: string): string => name.normalize("NFKC").toLowerCase();

test("no two names become one, also where case and forms of Unicode are ignored", () => {
  const name = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", "A", "é", "e\u0301", "/", ".", "~", " ", "ß", "雨", "-"),
      minLength: 1,
      maxLength: 6,
    }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 128 }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2 }), (names) => {
      const safe = names.map((each) => seen(safeName(each)));
      expect(new Set(safe).size).toBe(names.length);
    }),
  );
});

test("forms of one name, in other case or another form of Unicode, are names of their own", () => {
  const letters = fc.string({
    unit: fc.constantFrom("a", "B", "é", "É", "ß", "ı", "ñ", " ", "/", "-"),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(letters, (name) => {
      const forms = new Set([
        name,
        name.toUpperCase(),
        name.toLowerCase(),
        name.normalize("NFD"),
        name.toUpperCase().normalize("NFD"),
      ]);
      expect(new Set([...forms].map((form) => seen(safeName(form)))).size).toBe(forms.size);
    }),
  );
});

test("every name is one part of a path that any file system and S3 take", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 128 }),
        fc.string({
          unit: fc.constantFrom("con", "NUL", "aux", "com", "1", "\u00b9", ".", "$", "x"),
          minLength: 1,
          maxLength: 4,
        }),
      ),
      (name) => {
        const safe = safeName(name);
        expect(safe).toMatch(/^[\p{L}\p{N}\p{M}._~-]+$/u);
        expect(safe).not.toMatch(/^\.|\.$/);
        // What Windows keeps for devices, with any ending.
        expect(safe).not.toMatch(/^(?:con|prn|aux|nul|com[\d\u00b9\u00b2\u00b3]|lpt[\d\u00b9\u00b2\u00b3])(?:\.|$)/i);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
      },
    ),
  );
});

test.each([
  ["cat-1", "cat-1"],
  ["a.b_c", "a.b_c"],
])("%s stays as it is", (name, wanted) => expect(safeName(name)).toBe(wanted));

test.each(["Cat-1", "cat.take1", "con", "nul.txt", "..", "a.", ".hidden", "a/b", "雨夜", "a b", "x~y", "../../etc"])(
  "%s is marked",
  (name) => expect(safeName(name)).toMatch(/^[^/~]*~[a-z2-7]{12}$/),
);

test("a name to read is unique by its mark", () => {
  expect(markedName("001-a-red-kite", "one")).toMatch(/^001-a-red-kite~[a-z2-7]{12}$/);
  expect(markedName("001-a-red-kite", "one")).not.toBe(markedName("001-a-red-kite", "two"));
});
