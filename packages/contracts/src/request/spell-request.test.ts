import { expect, test } from "@jest/globals";
import { misspelledField } from "./field-names.ts";
import { parseGenerationRequest } from "./parse-generation-request.ts";
import { spellRequest } from "./spell-request.ts";
import { spellValue } from "./spell-values.ts";

test.each([
  ["Prompt", "prompt"],
  ["TEXT", "prompt"],
  ["提示词", "prompt"],
  [" Prompt (English) ", "prompt"],
  ["Duration (s)", "duration"],
  ["Durée", "duration"],
  ["时长（秒）", "duration"],
  ["Auflösung", "resolution"],
  ["Aspect Ratio", "ratio"],
  ["First-Frame Image", "image_url"],
  ["prompt_optimizer", "enable_prompt_expansion"],
  ["プロンプト", "prompt"],
  ["ID", "custom_id"],
])("the name %s means %s", (name, field) => {
  expect(spellRequest({ [name]: "6" })).toMatchObject({
    fields: { [field]: expect.anything() },
    unknown: [],
    faults: [],
  });
});

test.each([
  ["duration", ["6", "6s", "6 s", "6 sec", "6 Seconds", "6秒", "6.0", "6,0", "00:06", "0:00:06".slice(2), 6], 6],
  ["resolution", ["1080p", "1080P", "1080", 1080, "1080 p", "1920x1080", "1080 × 1920"], "1080P"],
  [
    "model",
    ["MiniMax-Hailuo-2.3", "hailuo 2.3", "Hailuo-2.3", "minimax hailuo 2.3", "HAILUO2.3"],
    "MiniMax-Hailuo-2.3",
  ],
  ["model", ["hailuo 2.3 fast", "Hailuo-2.3-Fast"], "MiniMax-Hailuo-2.3-Fast"],
  ["model", ["h3", "H3", "minimax h3"], "MiniMax-H3"],
  ["aigc_watermark", ["TRUE", "true", "yes", "是", "1", 1, "WAHR", "VRAI", "on"], true],
  ["aigc_watermark", ["FALSE", "no", "否", "0", 0, "FALSCH"], false],
  ["ratio", ["16:9", "16x9", "16/9", "16：9", "16:09", "16:09:00", (16 * 60 + 9) / 1440], "16:9"],
] as const)("%s is read from each of %j", (field, values, wanted) => {
  for (const value of values) expect([value, spellValue(field, value)]).toEqual([value, wanted]);
});

test.each([null, "", "  ", [], [null, ""], {}, [{}], [[]], { type: "character", image: [""] }])(
  "%j is not set, in any field, and a default stands for it",
  (nothing) => {
    const fields = {
      duration: nothing,
      resolution: nothing,
      image_url: nothing,
      last_frame_image: nothing,
      aigc_watermark: nothing,
    };
    const parsed = parseGenerationRequest({ model: "MiniMax-Hailuo-2.3", prompt: "A kite", ...fields });
    expect(parsed).toMatchObject({ ok: true, request: { duration: 6, resolution: "768P" } });
    expect(Object.keys(parsed.ok ? parsed.request : {})).not.toContain("image_url");
  },
);

test.each(["null", "None", "undefined"])(
  "the text %s is a text: a value was lost where a program writes it",
  (lost) => {
    for (const field of ["image_url", "duration", "aigc_watermark"])
      expect(parseGenerationRequest({ model: "MiniMax-Hailuo-2.3", prompt: "A kite", [field]: lost })).toMatchObject({
        ok: false,
        faults: [{ field }],
      });
  },
);

test.each([
  ["hailuo 23", "model"],
  ["hailuo", "model"],
  ["6 min", "duration"],
  ["6.5", "duration"],
  ["1080i", "resolution"],
  ["maybe", "aigc_watermark"],
] as const)("%s stays as it is: what is not understood is told, not guessed", (value, field) => {
  expect(spellValue(field, value)).toBe(value);
});

test("a field that two names stand for is refused with both names; a name of several meanings gives way", () => {
  expect(spellRequest({ prompt: "a", Text: "b" }).faults).toMatchObject([
    { field: "prompt", message: 'is named twice, as "prompt" and as "Text", which both mean prompt; keep one of them' },
  ]);
  expect(spellRequest({ description: "a" }).fields).toEqual({ prompt: "a" });
  expect(spellRequest({ description: "a", prompt: "b" })).toEqual({
    fields: { prompt: "b", description: "a" },
    unknown: ["description"],
    faults: [],
  });
  expect(spellRequest({ prompt: "b", Prompt: null })).toMatchObject({ fields: { prompt: "b" }, faults: [] });
});

test("a slip of a known name is told from a name of another meaning", () => {
  expect(["promt", "duraton", "resolutoin", "modell_", "modle", "ratoi", "custom_idd"].map(misspelledField)).toEqual([
    "prompt",
    "duration",
    "resolution",
    "model",
    "model",
    "ratio",
    "custom_id",
  ]);
  expect(
    ["notes", "category", "object_1", "d_1", "rating", "mood", "title", "node", "seed"].map(misspelledField),
  ).toEqual(Array(9).fill(undefined));
});
