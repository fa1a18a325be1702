import fc from "fast-check";

/**
 * Texts that some layer may take for more than texts: paths, names of prototypes, numbers, control characters, halves
 * of characters.
 */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  "0",
  "-1",
  "NaN",
  "Infinity",
  "1e999",
  "null",
  "undefined",
  "true",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  ".",
  "..",
  "../../etc/passwd",
  "C:\\x",
  "a\u0000b",
  "a\r\nset-cookie: x=1",
  "\u2028\u2029",
  "\u202e\u200b\ufeff",
  "\ud83c",
  "\udf0a\ud83c",
  "🌊".repeat(2001),
  "ß".repeat(300),
  "é\u0301",
  "a".repeat(129),
  "a".repeat(5000),
  "*",
  "{hailuo}",
  "${1+1}",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "'; drop table x; --",
  "%00",
  "%ff",
  "%",
  "http://",
  "http://[",
  "http://a b/",
  "http://127.0.0.1:1/x",
  "http://localhost/x",
  "http://0x7f000001/x",
  "http://169.254.169.254/latest",
  "ftp://127.0.0.1/x",
  "javascript:alert(1)",
  "data:image/png;base64,",
  "data:image/png;base64,AAAA",
  "data:text/html,x",
  `input://sha256-${"0".repeat(64)}`,
  "mm_file://1",
  "2026-13-45T99:99:99Z",
];

const ODD_NUMBERS: readonly number[] = [
  0, -0, -1, 0.1, 1.5, 1e-7, 1e21, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63), Number.MAX_SAFE_INTEGER, Number.MIN_VALUE,
];

export const oddText = fc.oneof(
  { arbitrary: fc.constantFrom(...ODD_TEXTS), weight: 4 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 40 }), weight: 1 },
  { arbitrary: fc.string({ maxLength: 40 }), weight: 1 },
);

/** A value where another kind was wanted. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, false, ...ODD_NUMBERS),
  fc.constantFrom<unknown>([], {}, [null], [[]], { value: {} }, [{}], [[[[[[[[[[1]]]]]]]]]], { length: 1e9 }, { toString: 1 }),
  fc.array(oddText, { maxLength: 30 }),
  fc.dictionary(fc.string({ maxLength: 10 }), fc.integer(), { maxKeys: 10 }),
);
