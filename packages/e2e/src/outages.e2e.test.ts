import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { freePort } from "@hailuo-queue/local";
import { expectCleanBooks } from "./stand/books.ts";
import { openTcpProxy } from "./stand/tcp-proxy.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { listFiles } from "./stand/stored-videos.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

async function withPrompts(stand: Stand, count = 3): Promise<string> {
  return stand.write("boats.jsonl", jsonLines(textPrompts(count)));
}

test.concurrent("workers wait while Redis is away and go on when it is back from its append-only file", async () => {
  await using stand = await openStand({ lifetime: { fixedMs: 600, jitter: 0.3 }, maxInFlight: 4 });
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  stand.env["HAILUO_MAX_IN_FLIGHT"] = "4";
  const workers = await Promise.all((["create", "poll", "download"] as const).map((kind) => startWorker(stand, kind)));
  const file = await withPrompts(stand, 16);
  stand.hold();
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);
  await watch.jsonLine(({ type }) => type === "progress");
  stand.release();
  await until("four videos are stored", () => storage.keys().filter((key) => key.endsWith(".mp4")).length >= 4);
  stand.hold();

  await redis.kill();
  for (const worker of workers) {
    await until("the worker is not ready", async () => (await worker.ask("/readyz")).status === 503);
    expect(await worker.ask("/healthz")).toMatchObject({ status: 200 });
  }
  await watch.line((line) => line.includes('"kind":"waits"'));
  await redis.restart();
  stand.release();
  for (const worker of workers)
    await until("the worker is ready again", async () => (await worker.ask("/readyz")).status === 200);

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

test.concurrent("workers whose Redis is away end within their grace", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  await shareStorage(stand);
  const worker = await startWorker(stand, "all", { HAILUO_SHUTDOWN_GRACE_MS: "1000" });
  await redis.kill();
  await worker.process.line((line) => line.includes("cannot be used"));
  worker.process.signal("SIGTERM");
  // 0 when all could be closed, 1 when the grace ran out: by itself, and not by a process manager's SIGKILL.
  expect(await worker.process.ended).toMatchObject({ signal: null, code: expect.any(Number) });
});

test.concurrent.each(["create", "poll", "download", "all"] as const)(
  "a %s worker that waits for its first Redis ends at once, with 0",
  async (kind) => {
    await using stand = await openStand();
    stand.env["REDIS_URL"] = "redis://127.0.0.1:1";
    await shareStorage(stand);
    const worker = stand.start(["worker", kind]);
    await worker.line((line) => line.includes("ECONNREFUSED"));
    worker.signal("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  },
);

test.concurrent("a finished video waits for a storage that is away, and is stored when it is back", async () => {
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

test.concurrent("workers wait while the provider cannot be reached, and buy everything once when it is back", async () => {
  await using stand = await openStand();
  await shareRedis(stand);
  const storage = await shareStorage(stand);
  const proxy = await openTcpProxy(stand);
  const worker = await startWorker(stand, "all");
  proxy.shut();
  const file = await withPrompts(stand, 4);
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);

  await watch.line((line) => line.includes('"code":"account_refused"'));
  await proxy.open();
  const watched = await watch.ended;

  expect(watched).toMatchObject({ code: 0 });
  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 4, succeeded: 4 });
  expect(storage.keys().filter((key) => key.endsWith(".mp4"))).toHaveLength(4);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 4, requests: { create: 4 } });
  expectCleanBooks(stand.simulator);
  worker.process.signal("SIGTERM");
  expect(await worker.process.ended).toMatchObject({ code: 0 });
});

test.concurrent("polls and downloads are asked again while the provider breaks, and nothing fails for it", async () => {
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
  // Four videos with their sidecars, and four pages.
  expect(await listFiles(join(stand.directory, "videos"))).toHaveLength(12);
  expectCleanBooks(stand.simulator);
});
