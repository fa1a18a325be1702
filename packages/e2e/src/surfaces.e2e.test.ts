import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { startLiveSurfaces } from "./stand/live-surfaces.ts";
import { jsonLines, openStand } from "./stand/open-stand.ts";
import { expectWholeVideo, readingFrom, readResults } from "./stand/stored-videos.ts";

jest.setTimeout(90_000);

test("one run makes Hailuo, H3 and template videos side by side, each over its own API, with one key", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], maxInFlight: 20 });
  await using surfaces = await startLiveSurfaces(stand.simulator.url);
  stand.env["MINIMAX_BASE_URL"] = surfaces.url;
  const items = [
    { custom_id: "hailuo", model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" },
    { custom_id: "h3", model: "MiniMax-H3", prompt: "A paper boat", duration: 4, resolution: "2K" },
    { custom_id: "h3-refs", model: "MiniMax-H3-Max", prompt: "A lake", reference_videos: ["https://example.com/1.mp4"], ratio: "9:16" },
    { custom_id: "template", template_id: "392753057216684038", media_inputs: ["https://example.com/cat.png"] },
  ];
  const file = await stand.write("mixed.jsonl", jsonLines(items));

  const end = await stand.run(["run", file, "--json", "--batch", "mixed"]);

  expect(end).toMatchObject({ code: 0, stderr: "" });
  const videos = join(stand.directory, "videos");
  const results = await readResults(videos);
  expect(results.map(({ custom_id, state }) => [custom_id, state])).toEqual(items.map(({ custom_id }) => [custom_id, "succeeded"]));
  // What v2 says was used is charged, and not what was asked for; templates have no price.
  expect(
    results.map((result) => result as { account?: string; cost_usd?: number }).map(({ account, cost_usd }) => [account, cost_usd]),
  ).toEqual([
    ["default", 0.28],
    ["default~v2", 5 * 0.13 + 3 * 0.13],
    ["default~v2", 5 * 0.08 + 3 * 0.143],
    ["default~agent", null],
  ]);
  for (const result of results) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expect(stand.simulator.stats()).toMatchObject({ accepted: items.length, succeeded: items.length });
  expect(surfaces.creates.map(({ path }) => path).toSorted()).toEqual([
    "/v1/video_generation",
    "/v1/video_template_generation",
    "/v2/video_generation",
    "/v2/video_generation",
  ]);
  expect(surfaces.creates.find(({ body }) => body["model"] === "MiniMax-H3-Max")?.body).toEqual({
    model: "MiniMax-H3-Max",
    content: [
      { type: "text", text: "A lake" },
      { type: "video_url", video_url: { url: "https://example.com/1.mp4" }, role: "reference_video" },
    ],
    resolution: "768P",
    duration: 6,
    ratio: "9:16",
  });
});

test("a line whose model no account may use is told with its number, and nothing is bought", async () => {
  await using stand = await openStand({ dialects: ["documented"] });
  stand.env["MINIMAX_DIALECT"] = "documented";
  const file = await stand.write(
    "h3.jsonl",
    jsonLines([
      { model: "MiniMax-Hailuo-2.3", prompt: "x" },
      { model: "MiniMax-H3", prompt: "x" },
    ]),
  );
  const { code, stderr } = await stand.run(["run", file]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^h3\.jsonl:2: model: is MiniMax-H3, which no account here may use; they make MiniMax-Hailuo-2\.3,/m);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 0 });
});
