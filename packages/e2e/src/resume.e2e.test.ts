import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { expectWholeVideo, listFiles, readingFrom, readResults } from "./stand/stored-videos.ts";
import { isAlive, until } from "./stand/until.ts";

test.concurrent("after Ctrl-C the same command goes on where it stopped and buys nothing twice", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 800, jitter: 0.5 }, maxInFlight: 5 });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(20)));
  const command = ["run", file, "--json", "--batch", "boats", "--max-in-flight", "5"];

  const first = stand.start(command);
  await first.jsonLine(({ type, state }) => type === "generation" && state === "succeeded");
  stand.hold();
  first.signal("SIGINT");
  const stopped = await first.ended;

  expect(stopped).toMatchObject({ code: 130, stderr: "" });
  const summary = stopped.json.at(-1);
  expect(summary).toMatchObject({ type: "summary", total: 20, failed: 0, needs_attention: 0 });
  expect(summary?.["unfinished"]).toBeGreaterThan(0);
  const bought = stand.simulator.stats().accepted;
  expect(bought).toBeLessThan(20);
  const videos = join(stand.directory, "videos");
  expect((await listFiles(videos)).filter((name) => name.endsWith(".mp4"))).toHaveLength(
    Number(summary?.["succeeded"]),
  );

  stand.release();
  const second = await stand.run(command);

  expect(second.json.at(-1)).toMatchObject({ type: "summary", total: 20, succeeded: 20, unfinished: 0 });
  expect(second.code).toBe(0);
  for (const result of await readResults(videos)) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 20, requests: { create: 20 } });
  expectCleanBooks(stand.simulator);

  const third = await stand.run(command);
  expect(third.json.at(-1)).toMatchObject({ type: "summary", total: 20, succeeded: 20 });
  expect(stand.simulator.stats().accepted).toBe(20);
});

test.concurrent("after SIGKILL in mid-run its Redis ends too, and the same command goes on; a create whose answer was lost is never sent again", async () => {
  // Slow answers: at any moment polls and file calls are under way. The twelfth create is accepted, and answered when
  // nobody is there any more.
  const faults = { script: [{ nth: 12, fault: "createHangAfterAccept" as const }], hangMs: 3_600_000 };
  await using stand = await openStand({
    lifetime: { fixedMs: 700, jitter: 0.5 },
    latencyMs: 250,
    maxInFlight: 6,
    faults,
  });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(24)));
  const command = ["run", file, "--json", "--batch", "boats", "--max-in-flight", "6"];

  const first = stand.start(command);
  await first.jsonLine(({ type, state }) => type === "generation" && state === "succeeded");
  const { pid: redisPid } = JSON.parse(
    await readFile(join(stand.directory, "state/redis/private-redis.json"), "utf8"),
  ) as { pid: number };
  expect(isAlive(redisPid)).toBe(true);
  await until("a create waits for its answer", () => stand.simulator.stats().faults["createHangAfterAccept"] === 1);
  first.signal("SIGKILL");
  expect(await first.ended).toMatchObject({ code: null, signal: "SIGKILL" });
  await until("the private Redis has ended", () => !isAlive(redisPid));
  await until("the simulator has taken what had arrived", () => stand.simulator.stats().inFlight === 0);
  const killedAt = stand.simulator.stats();
  expect(killedAt.accepted).toBeLessThan(24);

  const second = await stand.run(command);

  const summary = second.json.at(-1);
  const unknown = Number(summary?.["needs_attention"]);
  expect(summary).toMatchObject({
    type: "summary",
    total: 24,
    succeeded: 24 - unknown,
    failed: 0,
    cancelled: 0,
    unfinished: 0,
  });
  expect(second.code).toBe(unknown === 0 ? 0 : 1);
  expect(unknown).toBeGreaterThan(0);

  const videos = join(stand.directory, "videos");
  const results = await readResults(videos);
  for (const result of results.filter(({ state }) => state === "succeeded")) {
    await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  }
  const recorded = new Set(results.map(({ task_id }) => task_id).filter((taskId) => taskId !== null));
  const lostPrompts = (await readTasks(stand.simulator))
    .filter(({ id }) => !recorded.has(id))
    .map(({ request }) => request.prompt);
  const unknownPrompts = results
    .filter(({ state }) => state === "submission_unknown")
    .map(({ request }) => request["prompt"]);
  expect(unknownPrompts).toEqual(expect.arrayContaining(lostPrompts));
  expect(unknownPrompts).toHaveLength(unknown);
  expectCleanBooks(stand.simulator);
});

test.concurrent("when lost answers hold every slot, run says so; a user who names their tasks gets every video and pays once", async () => {
  const script = [1, 2].map((nth) => ({ nth, fault: "createTruncatedAfterAccept" as const }));
  await using stand = await openStand({ maxInFlight: 2, faults: { script } });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(5)));
  // Nothing ends before both are resolved: a run ends when all that is left of it waits for its user.
  stand.hold();
  const run = stand.start(["run", file, "--json", "--batch", "boats", "--max-in-flight", "2"]);

  await run.line((line) => line.includes('"code":"slots_lost"'));
  const lost = (await stand.run(["list", "--state", "submission_unknown", "--json"])).json.filter(
    ({ type }) => type === "generation",
  );
  expect(lost).toHaveLength(2);
  const tasks = await readTasks(stand.simulator);
  const resolved = lost.map(async ({ id, request }) => {
    const task = tasks.find((each) => each.request.prompt === (request as { readonly prompt: string }).prompt);
    return stand.run(["resolve", String(id), "--task", task?.id ?? ""]);
  });
  for (const end of await Promise.all(resolved)) {
    expect(end.code).toBe(0);
    expect(end.stderr).toMatch(/^redis: this folder's own, in .*, shared with run \(pid \d+\).*\n$/);
  }
  stand.release();
  const end = await run.ended;

  expect(end).toMatchObject({ code: 0, stderr: "" });
  expect(end.json.at(-1)).toMatchObject({ type: "summary", total: 5, succeeded: 5, needs_attention: 0 });
  const videos = join(stand.directory, "videos");
  for (const result of await readResults(videos)) await expectWholeVideo(stand.simulator, readingFrom(videos), result);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 5, requests: { create: 5 } });
  expectCleanBooks(stand.simulator);
});

test.concurrent("Ctrl-C says how many videos the provider is still making", async () => {
  await using stand = await openStand();
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));
  stand.hold();
  const run = stand.start(["run", file, "--batch", "boats", "--max-in-flight", "2"]);
  await until("two tasks are under way", () => stand.simulator.stats().inFlight === 2);
  run.signal("SIGINT");

  const stopped = await run.ended;

  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain(
    "Stopped with 0 of 3 done and 2 being made by the provider. Run the same command again to continue",
  );
});
