import { expect, test } from "@jest/globals";
import { expectCleanBooks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

test.concurrent("a queued generation is cancelled at once; one at the provider when its task has ended, and it is not downloaded", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 3_600_000 }, maxInFlight: 2 });
  await shareRedis(stand);
  const storage = await shareStorage(stand);
  stand.env["HAILUO_MAX_IN_FLIGHT"] = "2";
  const worker = await startWorker(stand, "all");
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(4)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);
  await watch.jsonLine((line) => line["generating"] === 2 && line["queued"] === 2);

  const inFlight = await stand.run(["list", "--batch", "boats", "--state", "generating", "--json"]);
  const queued = await stand.run(["list", "--batch", "boats", "--state", "queued", "--json"]);
  expect(inFlight.json.map((line) => line["custom_id"])).toEqual(["clip-001", "clip-002", undefined]);
  expect(queued.json.map((line) => line["custom_id"])).toEqual(["clip-003", "clip-004", undefined]);
  const [cancelled, cancelling] = [String(queued.json[0]?.["id"]), String(inFlight.json[0]?.["id"])];

  expect((await stand.run(["cancel", cancelled, "--json"])).json).toEqual([
    { type: "cancel", result: "cancelled", id: cancelled },
  ]);
  expect((await stand.run(["cancel", cancelling, "--json"])).json).toEqual([
    { type: "cancel", result: "cancelling", id: cancelling },
  ]);
  expect((await stand.run(["get", cancelled, "--json"])).json).toMatchObject([{ state: "cancelled" }]);
  expect((await stand.run(["get", cancelling, "--json"])).json).toMatchObject([{ state: "cancelling" }]);
  const status = await stand.run(["status", "--json"]);
  expect(status.json.filter(({ type }) => type !== "diagnosis")).toMatchObject([
    { type: "batch", batch: "boats", total: 4, cancelled: 1, cancelling: 1, generating: 1, queued: 1, unfinished: 3 },
    { type: "overview", accounts: [{ slots_used: 2, slots_allowed: 2, backlog: 1 }] },
  ]);

  stand.simulator.configure({ speed: 36_000 });
  const watched = await watch.ended;

  expect(watched.code).toBe(1);
  expect(watched.json.at(-1)).toMatchObject({
    type: "summary",
    total: 4,
    succeeded: 2,
    cancelled: 2,
    failed: 0,
    unfinished: 0,
  });
  // The batch's own results come some time after its end.
  const stored = storage.keys().filter((key) => !/\/(?:results|errors)\.\w+$/.test(key));
  expect(stored.toSorted()).toEqual([
    "boats/clip-002.json",
    "boats/clip-002.mp4",
    "boats/clip-004.json",
    "boats/clip-004.mp4",
  ]);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 3, downloads: { complete: 2 } });
  expectCleanBooks(stand.simulator);
  expect(await stand.run(["cancel", cancelling, "--json"])).toMatchObject({
    code: 1,
    json: [{ result: "already_ended", state: "cancelled" }],
  });

  worker.process.signal("SIGTERM");
  expect(await worker.process.ended).toMatchObject({ code: 0 });
});

test.concurrent("SIGTERM lets a create that is under way come home: its task is recorded and polled by the next worker", async () => {
  await using stand = await openStand({ latencyMs: 1500 });
  await shareRedis(stand);
  await shareStorage(stand);
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(1)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const first = await startWorker(stand, "create");
  await until("the create has arrived", () => stand.simulator.stats().requests["create"] === 1);
  first.process.signal("SIGTERM");
  expect(await first.process.ended).toMatchObject({ code: 0 });

  stand.simulator.configure({ latencyMs: 0 });
  const listed = await stand.run(["list", "--batch", "boats", "--json"]);
  expect(listed.json[0]).toMatchObject({ state: "generating", task_id: expect.any(String) });
  const next = await startWorker(stand, "all");
  const watched = await stand.run(["watch", "boats", "--json"]);
  expect(watched).toMatchObject({ code: 0 });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1, requests: { create: 1 } });
  next.process.signal("SIGTERM");
  expect(await next.process.ended).toMatchObject({ code: 0 });
});

test.concurrent("a worker that cannot end within its grace says so by its exit code", async () => {
  await using stand = await openStand({ faults: { createHangBeforeAccept: 1, hangMs: 600_000 } });
  await shareRedis(stand);
  await shareStorage(stand);
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(1)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const worker = await startWorker(stand, "create", { HAILUO_SHUTDOWN_GRACE_MS: "500", MINIMAX_TIMEOUT_MS: "600000" });
  await until("the create has arrived", () => stand.simulator.stats().requests["create"] === 1);
  worker.process.signal("SIGTERM");
  const { code, stderr } = await worker.process.ended;
  expect(code).toBe(1);
  expect(stderr).toContain("HAILUO_SHUTDOWN_GRACE_MS is 500, less than MINIMAX_TIMEOUT_MS, which is 600000");
  expect(stderr).toContain("did not end within 500 ms (HAILUO_SHUTDOWN_GRACE_MS)");
});
