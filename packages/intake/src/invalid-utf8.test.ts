import { isUtf8 } from "node:buffer";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { invalidUtf8Offset } from "./invalid-utf8.ts";

test("bytes have an invalid offset exactly when Node calls them invalid, and all before it is valid", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.string({ unit: "binary" }), (noise, text) => {
      const bytes = Buffer.concat([Buffer.from(text), noise]);
      const offset = invalidUtf8Offset(bytes);
      expect(offset === undefined).toBe(isUtf8(bytes));
      if (offset !== undefined) expect(isUtf8(bytes.subarray(0, offset))).toBe(true);
    }),
    { numRuns: Number(process.env["HAILUO_TEST_RUNS"] ?? 700) },
  );
});
