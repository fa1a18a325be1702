import { Buffer } from "node:buffer";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readInput } from "./__fixtures__/read-input.ts";
import { csv, gzip, ods, type Table, utf16, xlsx } from "./__fixtures__/make-files.ts";
import { formatFault } from "./input-fault.ts";

interface Row {
  readonly custom_id: string;
  readonly prompt: string;
  readonly duration: number;
  readonly resolution: string;
  readonly aigc_watermark: boolean;
}

const MODEL = "MiniMax-Hailuo-2.3";
const FIELDS = ["custom_id", "model", "prompt", "duration", "resolution", "aigc_watermark"] as const;

const prompt = fc
  .string({
    unit: fc.constantFrom(
      "a",
      "B",
      "é",
      "雨",
      "🎬",
      " ",
      '"',
      ",",
      ";",
      "|",
      "\t",
      "\n",
      "'",
      "{",
      "[",
      "<",
      "&",
      "=",
      "#",
      ":",
      "0",
    ),
    minLength: 1,
    maxLength: 30,
  })
  .map((text) => `x${text}x`);
const rows: fc.Arbitrary<readonly Row[]> = fc.uniqueArray(
  fc.record({
    custom_id: fc
      .string({ unit: fc.constantFrom("a", "B", "é", "雨", "/", " ", ".", "~", ","), minLength: 1, maxLength: 8 })
      .map((text) => `n${text}n`),
    prompt,
    duration: fc.constantFrom(6, 10),
    resolution: fc.constantFrom("768P"),
    aigc_watermark: fc.boolean(),
  }),
  { selector: ({ custom_id }) => custom_id, minLength: 1, maxLength: 6 },
);

function tableOf(given: readonly Row[]): Table {
  return [[...FIELDS], ...given.map((row) => FIELDS.map((field) => (field === "model" ? MODEL : row[field])))];
}

const objectsOf = (given: readonly Row[]): object[] => given.map((row) => ({ model: MODEL, ...row }));

/** Each way to write a table. */
const WRITERS: Readonly<Record<string, (given: readonly Row[]) => string | Uint8Array>> = {
  ...Object.fromEntries(
    [",", ";", "\t", "|"].flatMap((separator) =>
      ["\n", "\r\n", "\r"].flatMap((lineEnd) =>
        [false, true].map((always) => [
          `CSV apart by ${JSON.stringify(separator)}, lines by ${JSON.stringify(lineEnd)}, ${always ? "all" : "some"} quoted`,
          (given: readonly Row[]) => csv(tableOf(given), { separator, lineEnd, always }),
        ]),
      ),
    ),
  ),
  "JSON lines": (given) =>
    objectsOf(given)
      .map((row) => JSON.stringify(row))
      .join("\n"),
  "a JSON list": (given) => JSON.stringify(objectsOf(given)),
  "a JSON list over many lines": (given) => JSON.stringify(objectsOf(given), undefined, 2),
  "a JSON object that holds the list": (given) =>
    JSON.stringify({ version: 1, prompts: objectsOf(given) }, undefined, 1),
  "lines of an OpenAI batch": (given) =>
    given
      .map(({ custom_id, ...body }) =>
        JSON.stringify({ custom_id, method: "POST", url: "/v1/videos", body: { model: MODEL, ...body } }),
      )
      .join("\n"),
  XLSX: (given) => xlsx({ A: tableOf(given) }),
  "XLSX with texts in its cells": (given) => xlsx({ A: tableOf(given) }, { inline: true }),
  ODS: (given) => ods({ A: tableOf(given) }),
};

/** Each way to pack what was written. */
const PACKERS: Readonly<Record<string, (content: string | Uint8Array) => Uint8Array>> = {
  plain: (content) => Buffer.from(content as string),
  gzip: (content) => gzip(content),
  "UTF-16": (content) => (typeof content === "string" ? utf16(content) : content),
  "a byte order mark": (content) => (typeof content === "string" ? Buffer.from(`\u{FEFF}${content}`) : content),
};

test.each(Object.keys(WRITERS))(
  "any table that is written as %s reads back the same, however it is packed and whatever its pieces",
  async (format) => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(...Object.keys(PACKERS)),
        fc.integer({ min: 1, max: 5000 }),
        async (given, packer, size) => {
          const bytes = Buffer.from(PACKERS[packer]?.(WRITERS[format]?.(given) ?? "") ?? []);
          async function* source() {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          }
          const { items, faults } = await readInput(source());
          expect(faults.kept.map((fault) => formatFault("f", fault))).toEqual([]);
          expect(items.map(({ customId, request }) => ({ customId, ...request }))).toEqual(
            given.map(({ custom_id, ...row }) => ({
              customId: custom_id,
              model: MODEL,
              enable_prompt_expansion: true,
              ...row,
            })),
          );
        },
      ),
      { numRuns: 40 },
    );
  },
);

test("any lines of prose read back as they are, when they are said to be text", async () => {
  const line = prompt.map((text) => text.replaceAll("\n", " "));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), async (lines) => {
      async function* source() {
        yield Buffer.from(lines.join("\n"));
      }
      const { items } = await readInput(source(), { format: "text" });
      expect(items.map(({ request }) => request.prompt)).toEqual(lines);
    }),
    { numRuns: 40 },
  );
});
