import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { writeJson } from "./write-json.ts";

test("what is written piece by piece is what JSON.stringify writes at once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      for (const answer of [value, { object: "list", data: [value, value], none: undefined, next_cursor: value }])
        expect(Buffer.concat(await writeJson(answer)).toString()).toBe(JSON.stringify(answer));
    }),
  );
});

test("a long list leaves in pieces, none within a character", async () => {
  const body = { data: Array.from({ length: 2000 }, () => "🌊".repeat(100)) };
  const pieces = await writeJson(body);
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.map(String).join("")).toBe(JSON.stringify(body));
});
