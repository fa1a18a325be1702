import { expect, test } from "@jest/globals";
import { type DecidedSize, decideSize, type SizeQuestion } from "./decide-size.ts";

type Case = readonly [
  model: SizeQuestion["model"],
  mode: SizeQuestion["mode"],
  size: string,
  decided: DecidedSize | RegExp,
];

const TEXT_CASES: readonly Case[] = [
  ["MiniMax-Hailuo-2.3", "text", "1366x768", { resolution: "768P" }],
  ["MiniMax-Hailuo-2.3", "text", "1920X1080", { resolution: "1080P" }],
  ["MiniMax-Hailuo-2.3", "text", "768p", { resolution: "768P" }],
  ["MiniMax-Hailuo-2.3", "text", "1080", { resolution: "1080P" }],
  ["MiniMax-Hailuo-2.3", "text", "1360x768", { resolution: "768P", warning: "size 1360x768 is made as 768P in 16:9" }],
  ["MiniMax-Hailuo-2.3", "text", "1280x720", /1280x720 is not made; .* 1366x768 \(768P\), 1920x1080 \(1080P\)$/],
  ["MiniMax-Hailuo-2.3", "text", "768x1366", /is not made/],
  ["MiniMax-Hailuo-2.3", "text", "512P", /is not made/],
  ["MiniMax-Hailuo-2.3", "text", "1024x1792", /is not made/],
  ["MiniMax-Hailuo-2.3", "text", "big", /^big is not made/],
  ["T2V-01", "text", "1280x720", {}],
  ["T2V-01", "text", "1366x768", /1280x720 \(720P\)/],
  ["S2V-01", "subject", "1280x720", {}],
  ["MiniMax-H3", "text", "2560x1440", { resolution: "2K", ratio: "16:9" }],
  ["MiniMax-H3", "text", "1440x2560", { resolution: "2K", ratio: "9:16" }],
  ["MiniMax-H3", "text", "768x768", { resolution: "768P", ratio: "1:1" }],
  ["MiniMax-H3", "text", "1024x768", { resolution: "768P", ratio: "4:3" }],
  [
    "MiniMax-H3",
    "text",
    "1536x672",
    { resolution: "768P", ratio: "21:9", warning: "size 1536x672 is made as 768P in 21:9" },
  ],
  ["MiniMax-H3", "text", "768x1200", /and the same in 21:9, 4:3, 1:1, 3:4, 9:16$/],
  ["MiniMax-H3-Max", "text", "480x854", { resolution: "480P", ratio: "9:16" }],
  ["MiniMax-H3", "reference", "1366x768", { resolution: "768P", ratio: "16:9" }],
];

test.each(TEXT_CASES)("%s, %s, %s", (model, mode, size, decided) => {
  const got = decideSize({ model, mode, size });
  if (decided instanceof RegExp) expect("fault" in got ? got.fault : JSON.stringify(got)).toMatch(decided);
  else expect(got).toEqual(decided);
});

const OF_PICTURE = { model: "MiniMax-Hailuo-2.3", mode: "image", size: "1366x768" } as const;

test("with a picture its shape holds: pixels are taken where it is known to have theirs", () => {
  expect(decideSize({ ...OF_PICTURE, pictureShape: 16 / 9 })).toEqual({
    resolution: "768P",
    warning: "size 1366x768 is made as 768P in the shape of the picture",
  });
  expect(decideSize({ ...OF_PICTURE, pictureShape: 1 })).toEqual({
    fault: expect.stringContaining("the video has the shape of its picture, 1.00 to 1; ask for 768P"),
  });
  expect(decideSize(OF_PICTURE)).toEqual({ fault: expect.stringContaining("which is not known here; ask for 768P") });
  expect(decideSize({ ...OF_PICTURE, size: "768P" })).toEqual({ resolution: "768P" });
});
