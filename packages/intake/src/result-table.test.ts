import { Buffer } from "node:buffer";
import { expect, test } from "@jest/globals";
import {
  CSV_MARK,
  type GenerationRecord,
  type GenerationRequest,
  resultLine,
  RESULT_TABLE_HEAD,
  resultRow,
} from "@hailuo-queue/contracts";
import fc from "fast-check";
import { readInput } from "./__fixtures__/read-input.ts";
import { createInputNotes } from "./input-notes.ts";

function recordOf(request: GenerationRequest, index: number, rest: Partial<GenerationRecord> = {}): GenerationRecord {
  const id = `gen_${index}`;
  const fixed = {
    id,
    state: "succeeded",
    batchId: "spring",
    index,
    tenant: "default",
    objectKey: `spring/${id}.mp4`,
    run: 1,
  } as const;
  return { ...fixed, request, createdAt: 1, updatedAt: 1, pollCount: 0, ...rest };
}

async function readBack(records: readonly GenerationRecord[]) {
  const text = CSV_MARK + RESULT_TABLE_HEAD + records.map((record) => resultRow(resultLine(record))).join("");
  async function* source() {
    yield Buffer.from(text);
  }
  const notes = createInputNotes();
  const { items, faults } = await readInput(source(), { hint: "csv", notes });
  return { faults: faults.kept, read: items.map(({ customId, request }) => ({ customId, request })), notes };
}

const unit = fc.constantFrom(
  "=",
  "+",
  "-",
  "@",
  "'",
  '"',
  ",",
  ";",
  "|",
  "\t",
  "\n",
  "<",
  "&",
  "雨",
  "🎬",
  "a",
  " ",
  "]",
  "[",
);
const prompt = fc.string({ unit, minLength: 1, maxLength: 20 }).map((text) => `${text}x`.trim());

test("results.csv is a file of prompts: it asks for the same videos under the same names, whatever stands in them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(prompt, { minLength: 1, maxLength: 5 }), async (prompts) => {
      const records = prompts.map((text, at) => {
        const request = {
          model: "MiniMax-Hailuo-2.3",
          prompt: text,
          duration: 6,
          resolution: "768P",
          enable_prompt_expansion: true,
        } as const;
        return recordOf(request, at, { customId: `=${at}${text.replaceAll(/\s/g, "_")}` });
      });
      const { faults, read } = await readBack(records);
      expect(faults).toEqual([]);
      expect(read).toEqual(records.map(({ request, customId }) => ({ customId, request })));
    }),
    { numRuns: 60 },
  );
});

test("media, ratios and failures stand in it, too, and the columns of results mean nothing to the reader", async () => {
  const request: GenerationRequest = {
    model: "MiniMax-H3",
    prompt: "A tram",
    duration: 6,
    resolution: "768P",
    aigc_watermark: false,
    ratio: "16:9",
    reference_images: ["https://example.com/a.png", "https://example.com/b.png"],
  };
  const error = { code: "prompt_flagged", stage: "create", message: '=The prompt was "refused", 1026' } as const;
  const { faults, read, notes } = await readBack([recordOf(request, 0, { state: "failed", error, costMicroUsd: 0 })]);
  expect(faults).toEqual([]);
  expect(read[0]?.request).toMatchObject(request);
  expect(notes.leftOut.size).toBeGreaterThan(0);
});
