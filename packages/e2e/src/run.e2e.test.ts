import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { until } from "./stand/until.ts";
import { expectWholeVideo, listFiles, pagesOf, readingFrom, readResults } from "./stand/stored-videos.ts";

const IMAGE = "https://example.com/first.png";
const REQUESTS = [
  ...textPrompts(4),
  { custom_id: "long", model: "MiniMax-Hailuo-02", prompt: "一只纸船在雨中漂流 🚤", duration: 10, resolution: "768P" },
  {
    custom_id: "full-hd",
    model: "MiniMax-Hailuo-2.3",
    prompt: "A lighthouse",
    resolution: "1080P",
    enable_prompt_expansion: false,
  },
  { custom_id: "from-image", model: "MiniMax-Hailuo-2.3-Fast", prompt: "The boat turns", image_url: IMAGE },
  {
    custom_id: "between",
    model: "MiniMax-Hailuo-02",
    prompt: "Dusk",
    image_url: IMAGE,
    last_frame_image: "https://example.com/last.png",
  },
];

test.each(["minimax-v1", "documented", "legacy-v3"] as const)(
  "run makes every video at a server that speaks only %s",
  async (dialect) => {
    await using stand = await openStand({ dialects: [dialect], maxInFlight: 4 });
    const file = await stand.write("boats.jsonl", jsonLines(REQUESTS));

    stand.hold();
    const run = stand.start(["run", file, "--json", "--batch", "boats", "--max-in-flight", "4"], { asShipped: true });
    await until("every slot is taken", () => stand.simulator.stats().inFlight === 4);
    stand.release();
    const end = await run.ended;

    const videos = join(stand.directory, "videos");
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(end.stdout.trimEnd().split("\n").at(-1) ?? "")).toEqual({
      type: "summary",
      total: REQUESTS.length,
      succeeded: REQUESTS.length,
      failed: 0,
      cancelled: 0,
      needs_attention: 0,
      unfinished: 0,
      spent_usd: expect.any(Number),
      stopped: null,
      warnings: {},
      batch: "boats",
      location: `file://${videos}/`,
      results: `file://${videos}/boats/results.jsonl`,
      gallery: `file://${videos}/index.html`,
      simulated: false,
    });
    expect(end.json.filter(({ type }) => type === "generation").map((line) => line["custom_id"])).toHaveLength(
      REQUESTS.length,
    );

    const results = await readResults(videos);
    expect(results.map(({ custom_id, state, request }) => ({ custom_id, state, ...request }))).toMatchObject(
      REQUESTS.map((request) => ({ ...request, state: "succeeded" })),
    );
    for (const result of results) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
    const keys = REQUESTS.flatMap(({ custom_id }) => [`boats/${custom_id}.mp4`, `boats/${custom_id}.json`]);
    expect(await listFiles(videos)).toEqual([...keys, ...pagesOf("boats")].toSorted());

    expect(stand.simulator.stats()).toMatchObject({
      accepted: REQUESTS.length,
      succeeded: REQUESTS.length,
      maxInFlightSeen: 4,
    });
    expectCleanBooks(stand.simulator);
  },
);

test("run ends with 1 and says why when the provider refuses a prompt or fails a task", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const items = [
    ...textPrompts(2),
    { custom_id: "flagged", model: "MiniMax-Hailuo-2.3", prompt: "something [[flagged]]" },
    { custom_id: "fails", model: "MiniMax-Hailuo-2.3", prompt: "something that [[fails]]" },
    { custom_id: "breaks", model: "MiniMax-Hailuo-2.3", prompt: "something that [[breaks]]" },
  ];
  const file = await stand.write("mixed.jsonl", jsonLines(items));

  const end = await stand.run(["run", file, "--batch", "mixed"]);

  expect(end.code).toBe(1);
  expect(end.stdout).toMatch(/^2 of 5 succeeded in file:/m);
  expect(end.stdout).toMatch(/^✘ 1 failed: prompt_flagged\n {4}flagged: .*1026/m);
  expect(end.stdout).toMatch(/^✘ 1 failed: video_flagged\n {4}fails: .*1027/m);
  expect(end.stdout).toMatch(/^ {4}breaks: .*1000/m);
  const videos = join(stand.directory, "videos");
  const results = await readResults(videos);
  expect(results.map(({ custom_id, state, error }) => [custom_id, state, error?.code])).toEqual([
    ["clip-001", "succeeded", undefined],
    ["clip-002", "succeeded", undefined],
    ["flagged", "failed", "prompt_flagged"],
    ["fails", "failed", "video_flagged"],
    ["breaks", "failed", expect.any(String)],
  ]);
  expect(await listFiles(join(videos, "mixed"))).toEqual([
    "clip-001.json",
    "clip-001.mp4",
    "clip-002.json",
    "clip-002.mp4",
    "index.html",
    "results.csv",
    "results.jsonl",
  ]);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 4, billed: 2, refused: { 1026: 1 } });
  expectCleanBooks(stand.simulator);

  const again = await stand.run(["run", file, "--batch", "mixed", "--json"]);
  expect(again.json.at(-1)).toMatchObject({ type: "summary", total: 5, succeeded: 2, failed: 3 });
  expect(again.code).toBe(1);
  expect(stand.simulator.stats().accepted).toBe(4);
});

test("run reads one prompt a line from standard input; the same prompt twice is two videos", async () => {
  await using stand = await openStand({ dialects: ["documented"] });
  const end = await stand.run(["run", "-", "--json"], { stdin: "A paper boat\r\nA kite\r\n\r\nA paper boat\r\n" });
  expect(end.json.at(-1)).toMatchObject({ type: "summary", total: 3, succeeded: 3 });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, duplicateAccepts: 1 });
});
