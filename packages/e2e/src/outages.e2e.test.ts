import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { freePort } from "@hailuo-queue/local";
import { expectCleanBooks } from "./stand/books.ts";
import { openGateway } from "./stand/gateway.ts";
import { inPairs } from "./stand/in-pairs.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { listenSilently } from "./stand/silent-server.ts";
import { listFiles } from "./stand/stored-videos.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

jest.setTimeout(120_000);

/** Commands promise to say within 5 s that a service is away; the rest is for a process to start on a busy machine. */
const SOON = { timeoutMs: 9000 };

async function withPrompts(stand: Stand, count = 3): Promise<string> {
  return stand.write("boats.jsonl", jsonLines(textPrompts(count)));
}

test.each(["refuses connections", "hangs"] as const)("every command says soon that a Redis that %s cannot be used", async (how) => {
  await using stand = await openStand();
  const file = await withPrompts(stand);
  const port = how === "hangs" ? await listenSilently(stand) : await freePort();
  stand.env["REDIS_URL"] = `redis://:hidden-password@127.0.0.1:${port}`;
  const commands = [["submit", file], ["status"], ["watch", "boats"], ["list"], ["get", "gen_1"], ["cancel", "gen_1"], ["run", file]];

  await inPairs(
    commands.map((words) => async () => {
      const { code, stderr, stdout } = await stand.run(words, SOON);
      expect({ words, code }).toEqual({ words, code: 2 });
      expect(stderr).toMatch(
        new RegExp(`^error: Redis at redis://127.0.0.1:${port} cannot be used \\(.+\\); start Redis there, or set REDIS_URL`, "m"),
      );
      expect(stderr + stdout).not.toContain("hidden-password");
    }),
  );
  expect(stand.simulator.stats().requests["create"]).toBeUndefined();
});

test("workers wait while Redis is away and go on when it is back from its append-only file", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 600, jitter: 0.3 }, maxInFlight: 4 });
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  stand.env["HAILUO_MAX_IN_FLIGHT"] = "4";
  const workers = await Promise.all((["create", "poll", "download"] as const).map((kind) => startWorker(stand, kind)));
  const file = await withPrompts(stand, 16);
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"], { timeoutMs: 100_000 });
  await watch.jsonLine(({ type }) => type === "progress");
  await until("four videos are stored", () => storage.keys().filter((key) => key.endsWith(".mp4")).length >= 4);

  await redis.kill();
  for (const worker of workers) {
    await until("the worker is not ready", async () => (await worker.ask("/readyz")).status === 503);
    expect(await worker.ask("/healthz")).toMatchObject({ status: 200 });
  }
  await watch.line((line) => line.includes("waiting: "));
  await redis.restart();
  for (const worker of workers) await until("the worker is ready again", async () => (await worker.ask("/readyz")).status === 200);

  const watched = await watch.ended;
  const summary = watched.json.at(-1);
  const unknown = Number(summary?.["needs_attention"]);
  expect(summary).toMatchObject({ type: "summary", total: 16, succeeded: 16 - unknown, failed: 0, unfinished: 0 });
  expect(storage.keys().filter((key) => key.endsWith(".mp4"))).toHaveLength(16 - unknown);
  expect(stand.simulator.stats().accepted).toBeLessThanOrEqual(16);
  expectCleanBooks(stand.simulator);
  for (const worker of workers) worker.process.signal("SIGTERM");
  for (const worker of workers) expect(await worker.process.ended).toMatchObject({ code: 0 });
});

test("workers whose Redis is away end within their grace", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  await shareStorage(stand);
  const worker = await startWorker(stand, "all", { HAILUO_SHUTDOWN_GRACE_MS: "1000" });
  await redis.kill();
  await worker.process.line((line) => line.includes("ECONNREFUSED"));
  worker.process.signal("SIGTERM");
  // 0 when all could be closed, 1 when the grace ran out: by itself, and not by a process manager's SIGKILL.
  expect(await worker.process.ended).toMatchObject({ signal: null, code: expect.any(Number) });
});

test("a finished video waits for a storage that is away, and is stored when it is back", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const port = await freePort();
  const storage = await shareStorage(stand, { port });
  await storage.server.close();
  const worker = await startWorker(stand, "all");
  const file = await withPrompts(stand, 3);
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);
  await until("every download was tried", () => (stand.simulator.stats().requests["download"] ?? 0) >= 4);

  const back = await shareStorage(stand, { port });
  const watched = await watch.ended;

  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 3, succeeded: 3 });
  expect(back.keys().filter((key) => key.endsWith(".mp4"))).toHaveLength(3);
  expectCleanBooks(stand.simulator);
  worker.process.signal("SIGTERM");
  expect(await worker.process.ended).toMatchObject({ code: 0 });
});

test("run buys nothing when its storage cannot be written", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const file = await withPrompts(stand);
  const away = await freePort();
  const s3 = { S3_ENDPOINT: `http://127.0.0.1:${away}`, AWS_ACCESS_KEY_ID: "e2e", AWS_SECRET_ACCESS_KEY: "e2e-secret-e2e" };
  await stand.write("a-file", "");
  const silent = { ...s3, S3_ENDPOINT: `http://127.0.0.1:${await listenSilently(stand)}` };

  const unreachable = await stand.run(["run", file, "--out", "s3://videos"], { ...SOON, env: s3 });
  const noDirectory = await stand.run(["run", file, "--out", "a-file"], SOON);
  const hanging = await stand.run(["run", file, "--out", "s3://videos"], { ...SOON, env: silent });

  expect(unreachable).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`127.0.0.1:${away}.*cannot be reached.*S3_ENDPOINT`)),
  });
  expect(noDirectory).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: The directory .*a-file cannot be written: .*choose another directory/m),
  });
  expect(hanging).toMatchObject({ code: 2, stderr: expect.stringContaining("S3_ENDPOINT") });
  expect(await redis.size()).toBe(0);
  expect(stand.simulator.stats().accepted).toBe(0);
});

test.each(["minimax-v1", "documented", "legacy-v3"] as const)(
  "a wrong key at a %s server is said before anything is enqueued",
  async (dialect) => {
    await using stand = await openStand({ dialects: [dialect], apiKeys: ["another key"] });
    const redis = await shareRedis(stand);
    const file = await withPrompts(stand);

    const { code, stderr } = await stand.run(["run", file], SOON);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*MINIMAX_API_KEY.*MINIMAX_BASE_URL/m);
    expect(await redis.size()).toBe(0);
    expect(stand.simulator.stats().requests["create"]).toBeUndefined();
    const machine = await stand.run(["run", file, "--json"], SOON);
    expect(machine).toMatchObject({
      code: 2,
      json: [
        { type: "error", code: "key_refused" },
        { type: "summary", total: 0 },
      ],
    });
  },
);

test("a provider that is away, hangs or is no video API is said before anything is enqueued", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  const file = await withPrompts(stand);
  const places = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await listenSilently(stand)}`, storage.server.endpoint];

  for (const MINIMAX_BASE_URL of places) {
    const { code, stderr } = await stand.run(["run", file], { ...SOON, env: { MINIMAX_BASE_URL } });
    expect({ MINIMAX_BASE_URL, code }).toEqual({ MINIMAX_BASE_URL, code: 2 });
    expect(stderr).toMatch(/^error: .*MINIMAX_BASE_URL/m);
  }
  expect(await redis.size()).toBe(0);
});

test("workers wait while the provider cannot be reached, and buy everything once when it is back", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const storage = await shareStorage(stand);
  const gateway = await openGateway(stand);
  const worker = await startWorker(stand, "all");
  gateway.shut();
  const file = await withPrompts(stand, 4);
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);

  await watch.line((line) => line.includes("no new tasks for now: unreachable: "));
  await gateway.open();
  const watched = await watch.ended;

  expect(watched).toMatchObject({ code: 0 });
  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 4, succeeded: 4 });
  expect(storage.keys().filter((key) => key.endsWith(".mp4"))).toHaveLength(4);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 4, requests: { create: 4 } });
  expectCleanBooks(stand.simulator);
  worker.process.signal("SIGTERM");
  expect(await worker.process.ended).toMatchObject({ code: 0 });
});

test("polls and downloads are asked again while the provider breaks, and nothing fails for it", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 1500 } });
  const file = await withPrompts(stand, 4);
  const broken = { query502Html: 1, file502Html: 1, download500: 1 };
  const run = stand.start(["run", file, "--json"]);
  const faults = (name: keyof typeof broken): number => stand.simulator.stats().faults[name] ?? 0;
  await until("all are bought", () => stand.simulator.stats().accepted === 4);
  stand.simulator.configure({ faults: broken });
  await until("polls were refused", () => faults("query502Html") >= 8);
  stand.simulator.configure({ faults: { query502Html: 0 } });
  await until("file calls were refused", () => faults("file502Html") >= 4);
  stand.simulator.configure({ faults: { file502Html: 0 } });
  await until("downloads were refused", () => faults("download500") >= 4);
  stand.simulator.configure({ faults: { download500: 0 } });

  const end = await run.ended;

  expect(end.json.at(-1)).toMatchObject({ type: "summary", total: 4, succeeded: 4 });
  expect(await listFiles(join(stand.directory, "videos"))).toHaveLength(9);
  expectCleanBooks(stand.simulator);
});
