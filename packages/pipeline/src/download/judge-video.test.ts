import { expect, test } from "@jest/globals";
import type { GenerationRequest, Resolution, VideoFacts } from "@hailuo-queue/contracts";
import { judgeVideo } from "./judge-video.ts";

const request = (duration: number, resolution: Resolution): GenerationRequest => ({
  model: "MiniMax-H3",
  duration,
  resolution,
});
const facts = (widthPx: number, heightPx: number, durationMs = 6000): VideoFacts => ({
  picture: { widthPx, heightPx, codec: "avc1.640032" },
  durationMs,
});

test.each([
  ["480P", 832, 480],
  ["480P", 480, 854],
  ["512P", 912, 512],
  ["512P", 512, 512],
  ["768P", 1366, 768],
  ["768P", 1344, 768],
  ["768P", 768, 1344],
  ["768P", 1536, 672],
  ["768P", 1024, 1024],
  ["768P", 768, 768],
  ["768P", 1184, 896],
  ["1080P", 1920, 1080],
  ["1080P", 1080, 1920],
  ["2K", 2560, 1440],
  ["2K", 2688, 1536],
] as const)("a video of %s may have %d x %d pixels", (resolution, width, height) => {
  expect(judgeVideo(request(6, resolution), { facts: facts(width, height) })).toEqual([]);
});

test.each([
  ["768P", 1280, 720],
  ["768P", 912, 512],
  ["768P", 1920, 1080],
  ["768P", 320, 180],
  ["768P", 0, 0],
  ["1080P", 1366, 768],
  ["2K", 1366, 768],
  ["512P", 854, 480],
  ["480P", 1344, 768],
] as const)("a video of %s is not one of %d x %d pixels", (resolution, width, height) => {
  expect(judgeVideo(request(6, resolution), { facts: facts(width, height) })).toEqual(["wrong_resolution"]);
});

test("a second more or less is as bought, and more than that is not", () => {
  for (const [durationMs, warnings] of [
    [5000, []],
    [5875, []],
    [7000, []],
    [4999, ["wrong_duration"]],
    [7001, ["wrong_duration"]],
  ] as const)
    expect(judgeVideo(request(6, "768P"), { facts: facts(1366, 768, durationMs) })).toEqual(warnings);
});

test("no picture, boxes that tell nothing, and what is behind them are told each; what is not known is not doubted", () => {
  expect(
    judgeVideo(request(6, "768P"), { facts: { sound: { codec: "mp4a.40.2" }, durationMs: 1000 }, strayBytes: 3 }),
  ).toEqual(["no_video_track", "wrong_duration", "stray_bytes"]);
  expect(judgeVideo(request(6, "768P"), {})).toEqual(["unreadable"]);
  const { durationMs: _unknown, ...fragments } = facts(1366, 768);
  expect(judgeVideo(request(6, "768P"), { facts: fragments })).toEqual([]);
  expect(judgeVideo({ model: "T2V-01" }, { facts: facts(1280, 720, 5900) })).toEqual([]);
});
