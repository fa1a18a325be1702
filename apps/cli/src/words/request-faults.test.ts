import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseGenerationRequest } from "@hailuo-queue/contracts";
import { retell, speak } from "./say.ts";

beforeAll(async () => speak("zh"));
afterAll(async () => speak("en"));

const H3 = { prompt: "a", model: "MiniMax-H3" };
const S2V = { prompt: "a", model: "S2V-01" };
const AGENT = { model: "video-agent" };
const VALUES = [
  undefined,
  null,
  7,
  7.5,
  true,
  "",
  "wild words",
  "model",
  [],
  [7],
  ["a b"],
  {},
  { type: 7 },
  { model: [7] },
];
const FIELDS = [
  "prompt",
  "model",
  "duration",
  "resolution",
  "ratio",
  "image_url",
  "last_frame_image",
  "subject_reference",
  "reference_images",
  "reference_videos",
  "reference_audio",
  "source_task_id",
  "base_video",
  "template_id",
  "text_inputs",
  "media_inputs",
  "enable_prompt_expansion",
  "prompt_expansion_mode",
  "fast_pretreatment",
  "aigc_watermark",
  "modle",
  "storage",
];

test.each(FIELDS)("whatever is wrong with %s is said in Chinese to its end", (field) => {
  const left = [H3, S2V, AGENT, { ...H3, model: "MiniMax-Hailuo-02" }, { ...H3, model: "MiniMax-H3-Regeneration" }]
    .flatMap((request) => VALUES.map((value) => ({ ...request, [field]: value })))
    .flatMap((request) => faultsOf(request))
    .map(retell)
    // What is quoted is the caller's, and names of fields and models are the same in every language.
    .filter((told) => /\b(?:is|are|and|or|must|allowed|missing|you|mean|seconds|not|a|an|the)\b/.test(unquoted(told)));
  expect([...new Set(left)]).toEqual([]);
});

test("the name of a field is never translated", () => {
  expect(faultsOf({ prompt: "a", model: "MiniMax-H3", modle: "x" }).map(retell)).toEqual([
    "不是已知的字段；您是不是指 model？",
  ]);
});

function faultsOf(request: object): readonly string[] {
  const parsed = parseGenerationRequest(request);
  return parsed.ok ? [] : parsed.faults.map(({ message }) => message);
}

function unquoted(text: string): string {
  return text.replaceAll(/"[^"]*"|\[.*\]|\{.*\}/g, "");
}
