import { describe, expect, test } from "@jest/globals";
import { openStand } from "./__fixtures__/stand.ts";
import { v1FaultOf } from "./v1-matrix.ts";
import type { VideoRequest } from "./video-request.ts";

const image = "https://example.com/cat.png";
const plain = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };

const TAKEN: readonly [string, VideoRequest][] = [
  ["the defaults", plain],
  ["768P, 10 s", { ...plain, resolution: "768P", duration: 10 }],
  ["1080P, 6 s", { ...plain, resolution: "1080P", duration: 6 }],
  ["an image without a prompt", { ...plain, prompt: "", firstFrame: image }],
  ["a data URL", { ...plain, firstFrame: "data:image/png;base64,iVBORw0KGgo=" }],
  ["Fast with an image", { ...plain, model: "MiniMax-Hailuo-2.3-Fast", firstFrame: image }],
  [
    "02 with 512P from an image",
    { ...plain, model: "MiniMax-Hailuo-02", firstFrame: image, resolution: "512P", duration: 10 },
  ],
  ["02 between two frames", { ...plain, model: "MiniMax-Hailuo-02", firstFrame: image, lastFrame: image }],
  ["2,000 characters, each two UTF-16 units", { ...plain, prompt: "🐈".repeat(2000) }],
  ["T2V-01 without sizes", { ...plain, model: "T2V-01" }],
  ["fast pretreatment of a Hailuo", { ...plain, fastPretreatment: true }],
  ["S2V-01 with a subject", { ...plain, model: "S2V-01", subject: image }],
];

const REFUSED: readonly [string, VideoRequest, RegExp][] = [
  ["fast pretreatment of an older model", { ...plain, model: "T2V-01", fastPretreatment: false }, /fast_pretreatment/],
  ["an unknown model", { ...plain, model: "MiniMax-H3" }, /MiniMax-H3/],
  ["an empty prompt", { ...plain, prompt: "" }, /prompt/],
  ["2,001 characters", { ...plain, prompt: "猫".repeat(2001) }, /2001.*2000/],
  ["lower case", { ...plain, resolution: "768p" }, /768p/],
  ["1080P, 10 s", { ...plain, resolution: "1080P", duration: 10 }, /duration 10 at 1080P/],
  ["7 s", { ...plain, duration: 7 }, /duration 7/],
  ["2.3 with 512P", { ...plain, resolution: "512P", firstFrame: image }, /512P/],
  ["02 with 512P from text", { ...plain, model: "MiniMax-Hailuo-02", resolution: "512P" }, /512P/],
  ["Fast with text alone", { ...plain, model: "MiniMax-Hailuo-2.3-Fast" }, /text-to-video/],
  ["2.3 between two frames", { ...plain, firstFrame: image, lastFrame: image }, /first-and-last-frame/],
  ["a file path for an image", { ...plain, firstFrame: "./cat.png" }, /image/],
  ["T2V-01 with a size", { ...plain, model: "T2V-01", duration: 6 }, /neither/],
  ["a subject for 2.3", { ...plain, subject: image }, /subject-reference/],
];

describe("the provider takes", () => {
  test.each(TAKEN)("%s", (_name, request) => expect(v1FaultOf(request, "all", false)).toBeUndefined());
});

describe("the provider refuses", () => {
  test.each(REFUSED)("%s", (_name, request, reason) => expect(v1FaultOf(request, "all", false)).toMatch(reason));
});

test("wrong types and bodies that are no JSON objects are 2013", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  for (const changes of [
    { duration: "6" },
    { prompt: 7 },
    { prompt_optimizer: "yes" },
    { subject_reference: [{ type: "character", image }] },
  ]) {
    expect((await stand.createV1(changes)).body.base_resp?.status_code).toBe(2013);
  }
  expect((await stand.post("/v1/video_generation", ["a cat"])).body.base_resp?.status_code).toBe(2013);
});
