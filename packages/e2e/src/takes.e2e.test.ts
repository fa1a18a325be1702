import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks, readTask } from "./stand/books.ts";
import { jsonLines, openStand } from "./stand/open-stand.ts";
import { expectWholeVideo, listFiles, readingFrom, readResults, type ResultLine } from "./stand/stored-videos.ts";
import { until } from "./stand/until.ts";

interface TakeLine {
  readonly take: number;
  readonly state: string;
  readonly task_id: string | null;
  readonly location: string | null;
}
type TakenLine = ResultLine & { readonly take: number; readonly earlier_takes: readonly TakeLine[] };

const MODEL = "MiniMax-Hailuo-2.3";

const boats = (count: number, word: string) =>
  Array.from({ length: count }, (_, number) => ({
    custom_id: `boat-${number}`,
    model: MODEL,
    prompt: `Boat ${number}${word}`,
  }));

test.concurrent("a prompt that moderation refused is made again by an edit, or by its changed line; then the batch is whole", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 300, jitter: 0.2 } });
  const lines = (one: string, two: string) =>
    jsonLines([
      { custom_id: "one", model: MODEL, prompt: one },
      { custom_id: "two", model: MODEL, prompt: two },
      { custom_id: "three", model: MODEL, prompt: "A third boat" },
    ]);
  const file = await stand.write("boats.jsonl", lines("A boat [[flagged]]", "Two boats [[flagged]]"));
  const command = ["run", file, "--batch", "boats"];
  const first = await stand.run([...command, "--json"]);
  expect([first.code, first.json.at(-1)]).toMatchObject([1, { succeeded: 1, failed: 2 }]);

  const failed = await stand.run(["results", "boats", "--errors"], { env: { LANG: "zh_CN.UTF-8" } });
  const ids = failed.json.map(({ id }) => String(id));
  expect(failed.json.map(({ error }) => error)).toMatchObject(
    ids.map((id) => ({ code: "prompt_flagged", advice: expect.stringContaining(`请改写提示词：\`hailuo edit ${id}`) })),
  );
  const edited = await stand.run(["edit", String(ids[0]), "--prompt", "A calm boat"]);
  expect([edited.code, edited.stdout]).toEqual([
    0,
    expect.stringMatching(/is queued again as take 2, and will be made for \$0\.28\./),
  ]);

  // The file as it is: the line that was edited, and the other one, of which nobody has changed anything.
  await stand.write("boats.jsonl", lines("A calm boat", "Two calm boats"));
  const refused = await stand.run(command);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/two: take 1 failed, take 2 costs \$0\.28[^]*--replace makes it again/),
  ]);
  const dry = await stand.run([...command, "--dry-run", "--json"]);
  expect(dry.json.at(-1)).toMatchObject({
    new: 0,
    changed: 1,
    same: 2,
    gone: 0,
    difference_usd: 0.28,
    changes: [{ custom_id: "two", take: 2 }],
  });
  expect(stand.simulator.stats().accepted).toBe(1);

  const whole = await stand.run([...command, "--replace", "--json"]);
  expect([whole.code, whole.json.at(-1)]).toMatchObject([0, { total: 3, succeeded: 3, failed: 0 }]);
  expect(stand.simulator.stats().accepted).toBe(3);
  expectCleanBooks(stand.simulator);
});

test.concurrent("killed in mid-replacement, twice, a run loses no video and buys nothing twice; the same command goes on", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 200, jitter: 0.5 }, maxInFlight: 20 });
  const count = 100;
  const command = (file: string) => ["run", file, "--json", "--batch", "boats", "--max-in-flight", "20"];
  const file = await stand.write("boats.jsonl", jsonLines(boats(count, "")));
  expect((await stand.run(command(file))).code).toBe(0);
  const videos = join(stand.directory, "videos");
  const before = (await readResults(videos)) as readonly TakenLine[];
  await stand.write("boats.jsonl", jsonLines(boats(count, " at night")));

  const first = stand.start([...command(file), "--replace"]);
  await until("a changed one is bought", () => stand.simulator.stats().accepted > count);
  first.signal("SIGKILL");
  expect(await first.ended).toMatchObject({ code: null, signal: "SIGKILL" });
  // What was replaced before the end stands, and the rest is told as changed still.
  const half = (await stand.run([...command(file), "--dry-run"])).json.at(-1);
  expect(Number(half?.["same"])).toBeGreaterThan(0);
  expect(Number(half?.["same"]) + Number(half?.["changed"])).toBe(count);
  const second = stand.start([...command(file), "--replace"]);
  await second.jsonLine(({ type, state, take }) => type === "generation" && state === "succeeded" && take === 2);
  second.signal("SIGKILL");
  expect(await second.ended).toMatchObject({ code: null, signal: "SIGKILL" });
  const third = await stand.run([...command(file), "--replace"]);

  const summary = third.json.at(-1);
  const unknown = Number(summary?.["needs_attention"]);
  expect(summary).toMatchObject({
    type: "summary",
    total: count,
    succeeded: count - unknown,
    failed: 0,
    unfinished: 0,
  });
  const results = (await readResults(videos)) as readonly TakenLine[];
  for (const [at, result] of results.entries()) {
    expect(result).toMatchObject({
      take: 2,
      request: { prompt: `Boat ${at} at night` },
      earlier_takes: [{ take: 1, state: "succeeded", task_id: before[at]?.task_id }],
    });
    if (result.state === "succeeded") await expectWholeVideo(stand.simulator, readingFrom(videos), result);
    const [earlier] = result.earlier_takes as [TakeLine];
    const name = decodeURIComponent(new URL(earlier.location ?? "").pathname).slice(videos.length + 1);
    // Until a next take is about to be stored, the first one stands where it stood.
    if (result.state === "succeeded") expect(name).toMatch(/\.take1\.mp4$/);
    const task = await readTask(stand.simulator, earlier.task_id ?? "none");
    expect(
      createHash("sha256")
        .update(await readingFrom(videos)(name))
        .digest("hex"),
    ).toBe(task.sha256);
  }
  expect((await listFiles(videos)).filter((name) => name.endsWith(".mp4"))).toHaveLength(2 * count - unknown);
  expect(stand.simulator.stats().accepted).toBeLessThanOrEqual(2 * count);
  expectCleanBooks(stand.simulator);

  const again = await stand.run([...command(file), "--replace"]);
  expect(again.json.at(-1)).toMatchObject({ succeeded: count - unknown });
  expect(stand.simulator.stats().accepted).toBeLessThanOrEqual(2 * count);
});
