import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks, untilAskedAbout } from "./stand/books.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { expectWholeVideo, listFiles, pagesOf, readingFrom, readResults } from "./stand/stored-videos.ts";
import { startWorker } from "./stand/workers.ts";

const SLOTS = ["--max-in-flight", "3"];
const BOATS = 6;

/**
 * `hailuo run a` that was stopped while it had three tasks at the provider and three generations that were not started.
 */
async function interruptedRun(stand: Stand, signal: NodeJS.Signals): Promise<readonly string[]> {
  const file = await stand.write("a.jsonl", jsonLines(textPrompts(BOATS)));
  const command = ["run", file, "--json", "--batch", "a", "--out", join(stand.directory, "out-a"), ...SLOTS];
  stand.hold();
  const run = stand.start(command);
  await untilAskedAbout(stand.simulator, 3);
  run.signal(signal);
  await run.ended;
  return command;
}

async function kites(stand: Stand): Promise<readonly string[]> {
  const file = await stand.write("b.jsonl", jsonLines(textPrompts(2, { model: "MiniMax-Hailuo-02" })));
  return ["run", file, "--batch", "b", "--out", join(stand.directory, "out-b"), ...SLOTS];
}

test.concurrent.each(["SIGKILL", "SIGINT"] as const)(
  "a run buys and stores nothing of a batch that another run left at %s, and tells it",
  async (signal) => {
    await using stand = await openStand({ maxInFlight: 3 });
    const command = await interruptedRun(stand, signal);
    expect(stand.simulator.stats().accepted).toBe(3);

    stand.release();
    const second = await stand.run([...(await kites(stand)), "--json"]);

    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(second.json.filter(({ type }) => type === "left_over")).toEqual([
      expect.objectContaining({
        batch: "a",
        waiting: 3,
        under_way: 3,
        may_cost_usd: expect.any(Number),
        go_on: "hailuo run --batch a",
      }),
    ]);
    expect(second.json.at(-1)).toMatchObject({
      type: "summary",
      total: 2,
      succeeded: 2,
      location: `file://${stand.directory}/out-b/`,
    });
    expect(stand.simulator.stats().accepted).toBe(5);
    const ofB = ["b/clip-001.json", "b/clip-001.mp4", "b/clip-002.json", "b/clip-002.mp4", ...pagesOf("b")].toSorted();
    expect(await listFiles(join(stand.directory, "out-b"))).toEqual(ofB);

    const third = await stand.run(command);

    expect(third.json.at(-1)).toMatchObject({
      type: "summary",
      total: BOATS,
      succeeded: BOATS,
      location: `file://${stand.directory}/out-a/`,
    });
    const videos = join(stand.directory, "out-a");
    for (const result of await readResults(videos))
      await expectWholeVideo(stand.simulator, readingFrom(videos), result);
    expect(await listFiles(join(stand.directory, "out-b"))).toEqual(ofB);
    expect(stand.simulator.stats()).toMatchObject({ accepted: 8, requests: { create: 8 } });
  },
);

test.concurrent("people are told in one line what another run left, and go on with it by its name alone", async () => {
  await using stand = await openStand({ maxInFlight: 3 });
  await interruptedRun(stand, "SIGKILL");
  stand.release();
  const second = await stand.run(await kites(stand));

  expect(second.code).toBe(0);
  expect(second.stderr.split("\n").filter((line) => line.includes("batch a"))).toEqual([
    expect.stringMatching(
      /^batch a: 3 of 6 were not started \(up to \$\d.*\) and are left, 3 are being made; `hailuo run --batch a` goes on, `hailuo cancel --batch a` ends it$/,
    ),
  ]);
  expect(second.stdout).toMatch(/^✔ 2 of 2 succeeded in file:/m);

  const third = await stand.run(["run", "--batch", "a", "--json", ...SLOTS], { env: { HAILUO_OUT: "" } });

  expect(third).toMatchObject({ code: 0, stderr: "" });
  expect(third.json.at(-1)).toMatchObject({
    total: BOATS,
    succeeded: BOATS,
    location: `file://${stand.directory}/out-a/`,
  });
  expect(await readResults(join(stand.directory, "out-a"))).toHaveLength(BOATS);
  expect(stand.simulator.stats().accepted).toBe(8);

  const unknown = await stand.run(["run", "--batch", "none"]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/There is no batch "none"/) });
  const nothing = await stand.run(["run"]);
  expect(nothing).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/missing required argument 'file'.*--batch/s),
  });
});

test.concurrent("another --out for a batch that has its place says where the videos are, and claims no folder that holds none", async () => {
  await using stand = await openStand();
  const file = await stand.write("a.jsonl", jsonLines(textPrompts(2)));
  const first = await stand.run(["run", file, "--batch", "a", "--out", "one"]);
  expect(first.code).toBe(0);

  const second = await stand.run(["run", file, "--batch", "a", "--out", "two"]);

  const place = `file://${stand.directory}/one/`;
  expect(second.code).toBe(0);
  expect(second.stdout).toContain(`2 of 2 succeeded in ${place}`);
  expect(second.stdout).not.toContain("two");
  expect(second.stderr).toContain(`batch a has its videos in ${place}`);
  expect(await listFiles(join(stand.directory, "two"))).toEqual([]);
  const machine = await stand.run(["run", file, "--batch", "a", "--out", "two", "--json"]);
  expect(machine.json.find(({ type }) => type === "notice")).toMatchObject({ code: "batch_has_place" });
  expect(machine.json.at(-1)).toMatchObject({ location: place, succeeded: 2 });
  expect(stand.simulator.stats().accepted).toBe(2);
});

test.concurrent("a video that is gone from its folder is told, and fetched again without being bought", async () => {
  await using stand = await openStand();
  const file = await stand.write("a.jsonl", jsonLines(textPrompts(3)));
  const command = ["run", file, "--batch", "a", "--out", "one"];
  expect((await stand.run(command)).code).toBe(0);
  await rm(join(stand.directory, "one/a/clip-002.mp4"));

  const told = await stand.run(command);
  expect(told.code).toBe(1);
  expect(told.stdout).not.toContain("✔");
  expect(told.stdout).toMatch(/1 video is missing from storage\n[^\n]*clip-002/);
  expect(told.stdout).toContain("hailuo retry --batch a --missing");
  expect((await stand.run([...command, "--json"])).json.at(-1)).toMatchObject({ succeeded: 3, missing: 1 });

  const retried = await stand.run(["retry", "--batch", "a", "--missing"]);
  expect(retried).toMatchObject({ code: 0, stdout: expect.stringContaining("1 of batch a is fetched again") });
  const again = await stand.run(command);

  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✔ 3 of 3 succeeded/m) });
  const videos = join(stand.directory, "one");
  for (const result of await readResults(videos)) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expect((await stand.run(["retry", "--batch", "a", "--missing"])).stdout).toContain("nothing of batch a is missing");
  expect(stand.simulator.stats().accepted).toBe(3);
  expectCleanBooks(stand.simulator);
});

test.concurrent("two runs at once over one Redis, and workers beside them, each store into the place of the batch", async () => {
  await using stand = await openStand({ maxInFlight: 4 });
  await shareRedis(stand);
  const workers = await startWorker(stand, "all", {
    HAILUO_OUT: join(stand.directory, "out-workers"),
    HAILUO_MAX_IN_FLIGHT: "4",
  });
  const models = ["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-02"];
  const runs = models.map(async (model, at) => {
    const file = await stand.write(`${at}.jsonl`, jsonLines(textPrompts(8, { model })));
    const words = ["run", file, "--batch", `of-${at}`, "--out", `out-${at}`, "--json", "--max-in-flight", "4"];
    return stand.run(words);
  });
  for (const end of await Promise.all(runs)) expect(end).toMatchObject({ code: 0, stderr: "" });
  for (const at of models.keys()) {
    const videos = join(stand.directory, `out-${at}`);
    const results = await readResults(videos);
    expect(results).toHaveLength(8);
    for (const result of results) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
    expect((await listFiles(videos)).filter((name) => !name.startsWith(`of-${at}/`))).toEqual(["index.html"]);
  }
  expect(await listFiles(join(stand.directory, "out-workers"))).toEqual([]);
  expect(stand.simulator.stats().accepted).toBe(16);
  expectCleanBooks(stand.simulator);
  workers.process.signal("SIGTERM");
  expect(await workers.process.ended).toMatchObject({ code: 0 });
});

test.concurrent("workers finish what a run left, in the place of the run", async () => {
  await using stand = await openStand({ maxInFlight: 3 });
  await shareRedis(stand);
  await interruptedRun(stand, "SIGKILL");
  stand.release();
  const workers = await startWorker(stand, "all", {
    HAILUO_OUT: join(stand.directory, "out-workers"),
    HAILUO_MAX_IN_FLIGHT: "3",
  });
  const end = await stand.run(["watch", "a", "--json"]);
  expect(end.json.at(-1)).toMatchObject({ total: BOATS, succeeded: BOATS });
  expect((await listFiles(join(stand.directory, "out-a"))).filter((name) => name.endsWith(".mp4"))).toHaveLength(BOATS);
  expect(await listFiles(join(stand.directory, "out-workers"))).toEqual([]);
  expectCleanBooks(stand.simulator);
  workers.process.signal("SIGTERM");
  await workers.process.ended;
});
