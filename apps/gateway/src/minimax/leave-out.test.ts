import { parseGenerationRequest, spellRequest } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { leaveOutIgnored } from "./leave-out.ts";
import { warningHeader } from "./warning-header.ts";

const URL_OF = { image: "https://pictures.example/a.png" } as const;

function read(body: Readonly<Record<string, unknown>>): { readonly leftOut: readonly string[]; readonly kept: object } {
  const { fields, leftOut } = leaveOutIgnored(spellRequest({ prompt: "A kite", ...body }).fields);
  return { leftOut, kept: fields };
}

describe("what a model makes anyway is left out in silence", () => {
  test.each([
    { model: "T2V-01", duration: "6", resolution: "720p" },
    { model: "T2V-01", duration: "6s", resolution: "720" },
    { model: "I2V-01-live", duration: 6.0, resolution: "1280x720", first_frame_image: URL_OF.image },
    { model: "T2V-01", fast_pretreatment: false },
    { model: "video-agent", aigc_watermark: false },
  ])("%j", (body) => {
    const { leftOut, kept } = read(body);
    expect(leftOut).toEqual([]);
    for (const name of ["duration", "resolution", "fast_pretreatment", "aigc_watermark"])
      expect(Object.keys(kept)).not.toContain(name);
  });
});

describe("what MiniMax ignores is left out, and its caller is told", () => {
  test.each<[object, string]>([
    [{ model: "T2V-01", resolution: "768P" }, "resolution is left out: T2V-01 makes 720P alone"],
    [{ model: "MiniMax-Hailuo-2.3", ratio: "9:16" }, "ratio is left out: MiniMax-Hailuo-2.3 takes none"],
    [{ model: "MiniMax-H3", ratio: "9:16", image_url: URL_OF.image }, "ratio is left out: the video takes the shape"],
    [{ model: "T2V-01", fast_pretreatment: true }, "fast_pretreatment is left out: it only shortens"],
    [
      { model: "MiniMax-Hailuo-02", fast_pretreatment: true, last_frame_image: URL_OF.image },
      "fast_pretreatment is left out",
    ],
    [{ model: "MiniMax-H3", prompt_optimizer: true }, "enable_prompt_expansion is left out: MiniMax-H3 has no such"],
    [{ model: "MiniMax-Hailuo-2.3", seed: 7 }, "seed is left out: MiniMax has no such field"],
    [{ model: "no such model", n: 2 }, "n is left out: MiniMax has no such field"],
  ])("%j", (body, sentence) => {
    expect(read({ ...body }).leftOut).toEqual([expect.stringContaining(sentence)]);
  });
});

describe("what would make another video is refused with a reason", () => {
  test.each<[object, string, string]>([
    [{ model: "T2V-01", duration: 10 }, "duration", "T2V-01 takes no duration"],
    [{ model: "T2V-01", resolution: "1080P" }, "resolution", "T2V-01 takes no resolution"],
    [
      { model: "MiniMax-Hailuo-2.3", last_frame_image: URL_OF.image },
      "last_frame_image",
      "works with MiniMax-Hailuo-02",
    ],
    [{ model: "MiniMax-Hailuo-2.3", subject_reference: URL_OF.image }, "subject_reference", "works with S2V-01"],
    [{ model: "MiniMax-H3", prompt_optimizer: false }, "enable_prompt_expansion", "takes no enable_prompt_expansion"],
    [{ model: "MiniMax-H3", ratio: "9:17" }, "ratio", "9:17"],
    [{ model: "MiniMax-Hailuo-2.3", duration: 10, resolution: "1080p" }, "duration", "1080P videos of 6 s"],
  ])("%j", (body, field, words) => {
    const parsed = parseGenerationRequest(read({ ...body }).kept);
    expect(parsed).toMatchObject({ ok: false, faults: [{ field, message: expect.stringContaining(words) }] });
  });
});

test("the header is short ASCII in one line, whatever a field is called", () => {
  expect(warningHeader([])).toEqual({});
  const told = read({
    model: "T2V-01",
    "x\r\nset-cookie: a": 1,
    画: 1,
    ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${"f".repeat(90)}${at}`, 0])),
  });
  const { "hailuo-warning": header = "" } = warningHeader(told.leftOut);
  expect(header).toMatch(/^[\x20-\x7e]{1,1000}$/);
  expect(header).toContain("x??set-cookie: a is left out");
});
