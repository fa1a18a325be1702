import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { jsonLines, openStand, type Stand } from "./stand/open-stand.ts";
import { expectWholeVideo, readingFrom, readResults, type ResultLine } from "./stand/stored-videos.ts";

const PICTURE = "https://example.com/cat.png";
const CLIP = "https://example.com/1.mp4";

/** Every live API, with limits of its own for each: 2 unfinished tasks of v1, 3 of v2, 2 of templates. */
async function openLiveStand(): Promise<Stand> {
  const stand = await openStand({
    dialects: ["minimax-v1", "minimax-v2", "minimax-agent"],
    maxInFlight: 2,
    v2MaxInFlight: 3,
    agentMaxInFlight: 2,
    createPerMinute: 600,
    v2CreatePerMinute: 300,
    agentCreatePerMinute: 600,
  });
  Object.assign(stand.env, { HAILUO_MAX_IN_FLIGHT: "2", HAILUO_V2_MAX_IN_FLIGHT: "3" });
  return stand;
}

/** What we say that each generation cost is what the provider charges for its task, and so are the sums. */
async function expectEqualBills(stand: Stand, results: readonly ResultLine[]): Promise<void> {
  const charged = new Map((await readTasks(stand.simulator)).map(({ id, billedUsd }) => [id, billedUsd]));
  const ours = results.map((result) => [result.custom_id, microUsd(result.cost_usd)]);
  expect(ours).toEqual(results.map(({ custom_id, task_id }) => [custom_id, microUsd(charged.get(task_id ?? "") ?? 0)]));
  const sum = results.reduce((total, { cost_usd }) => total + microUsd(cost_usd), 0);
  expect(sum - microUsd(stand.simulator.stats().billedUsd)).toBe(0);
}

/** Whole millionths: sums of them are exact. */
function microUsd(usd: number | null): number {
  return Math.round((usd ?? 0) * 1_000_000);
}

test("one run makes Hailuo, H3 and template videos side by side, each over its own API and under its own limits, and costs what the provider bills", async () => {
  await using stand = await openLiveStand();
  const [images, videos] = [Array.from({ length: 7 }, (_, at) => `${PICTURE}?${at}`), [CLIP, `${CLIP}?2`]];
  const h3 = "MiniMax-H3";
  const max = "MiniMax-H3-Max";
  const items = [
    { custom_id: "hailuo", model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" },
    { custom_id: "hailuo-fast", model: "MiniMax-Hailuo-2.3-Fast", image_url: PICTURE, resolution: "1080P" },
    { custom_id: "hailuo-512", model: "MiniMax-Hailuo-02", image_url: PICTURE, resolution: "512P", duration: 10 },
    { custom_id: "older", model: "T2V-01", prompt: "A kite" },
    { custom_id: "subject", model: "S2V-01", prompt: "She laughs", subject_reference: PICTURE },
    { custom_id: "h3", model: h3, prompt: "A paper boat", duration: 4, resolution: "2K" },
    {
      custom_id: "h3-frames",
      model: h3,
      prompt: "Dusk",
      image_url: PICTURE,
      last_frame_image: `${PICTURE}?2`,
      duration: 5,
    },
    { custom_id: "h3-images", model: h3, prompt: "A harbour", reference_images: images, duration: 5 },
    { custom_id: "h3-videos", model: h3, prompt: "A storm", reference_videos: videos, resolution: "2K", duration: 15 },
    { custom_id: "h3-max", model: max, prompt: "A lake", reference_videos: [CLIP], ratio: "9:16" },
    {
      custom_id: "h3-max-480",
      model: max,
      prompt: "A hill",
      reference_images: images,
      reference_videos: videos,
      resolution: "480P",
    },
    { custom_id: "template", template_id: "392753057216684038", media_inputs: [PICTURE] },
    { custom_id: "template-text", template_id: "394125185182695432", text_inputs: ["A poem"] },
  ];
  const file = await stand.write("mixed.jsonl", jsonLines(items));

  const end = await stand.run(["run", file, "--json", "--batch", "mixed"]);

  expect(end).toMatchObject({ code: 0, stderr: "" });
  const directory = join(stand.directory, "videos");
  const results = await readResults(directory);
  expect(results.map(({ custom_id, state }) => [custom_id, state])).toEqual(
    items.map(({ custom_id }) => [custom_id, "succeeded"]),
  );
  for (const result of results) await expectWholeVideo(stand.simulator, readingFrom(directory), result);
  await expectEqualBills(stand, results);
  // What v2 says was used is charged, and not what was asked for; templates have no price.
  expect(
    ["hailuo", "h3-videos", "h3-max", "template"].map((id) => {
      const { account, cost_usd } = results.find(({ custom_id }) => custom_id === id) ?? {};
      return [account, cost_usd];
    }),
  ).toEqual([
    ["default", 0.28],
    ["default~v2", 2.73],
    ["default~v2", 0.909],
    ["default~agent", null],
  ]);
  expectCleanBooks(stand.simulator);
  const { surfaces, ...books } = stand.simulator.stats();
  expect(books).toMatchObject({ accepted: items.length, succeeded: items.length, unpriced: 2 });
  expect([surfaces.v1.accepted, surfaces.v2.accepted, surfaces.agent.accepted]).toEqual([5, 6, 2]);
  expect(stand.creates.find(({ body }) => body["model"] === max && body["resolution"] === "768P")?.body).toEqual({
    model: max,
    content: [
      { type: "text", text: "A lake" },
      { type: "video_url", video_url: { url: CLIP }, role: "reference_video" },
    ],
    resolution: "768P",
    duration: 6,
    ratio: "9:16",
  });
});

test("what is refused or fails costs nothing, in our books as in the provider's", async () => {
  await using stand = await openLiveStand();
  const h3 = { model: "MiniMax-H3", duration: 5 };
  const items = [
    { custom_id: "fine", ...h3, prompt: "A paper boat" },
    { custom_id: "refused", ...h3, prompt: "[[flagged]]" },
    { custom_id: "failed", ...h3, prompt: "[[fails]]" },
    { custom_id: "v1-fine", model: "MiniMax-Hailuo-2.3", prompt: "A paper boat" },
    { custom_id: "v1-failed", model: "MiniMax-Hailuo-2.3", prompt: "[[fails]]" },
  ];
  const file = await stand.write("mixed.jsonl", jsonLines(items));
  const end = await stand.run(["run", file, "--json", "--batch", "mixed"]);
  expect(end.code).toBe(1);
  const results = await readResults(join(stand.directory, "videos"));
  expect(results.map(({ state }) => state)).toEqual(["succeeded", "failed", "failed", "succeeded", "failed"]);
  expect(results.map(({ error }) => error?.code)).toEqual([
    undefined,
    "prompt_flagged",
    "video_flagged",
    undefined,
    "video_flagged",
  ]);
  await expectEqualBills(stand, results);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 4, billed: 2, billedUsd: 0.4 + 0.28 });
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
  expect(stderr).toMatch(
    /^h3\.jsonl:2: model: is MiniMax-H3, which no account here may use; they make MiniMax-Hailuo-2\.3,/m,
  );
  expect(stand.simulator.stats()).toMatchObject({ accepted: 0 });
});
