import { expect, test } from "@jest/globals";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { expectWholeVideo, type ResultLine } from "./stand/stored-videos.ts";
import { until } from "./stand/until.ts";
import { STAGES, startWorker } from "./stand/workers.ts";

const IN_FLIGHT = 5;
const PER_SECOND = 3;
const TOTAL = 24;

test("two workers of each stage hold the limits together, survive the death of one of each, and buy nothing twice", async () => {
  await using stand = await openStand({
    lifetime: { fixedMs: 900, jitter: 0.3 },
    latencyMs: 60,
    maxInFlight: IN_FLIGHT,
    createPerMinute: PER_SECOND,
    windowMs: 1000,
  });
  await shareRedis(stand);
  const storage = await shareStorage(stand);
  const account = { name: "default", keyEnv: "MINIMAX_API_KEY", maxInFlight: IN_FLIGHT, createPerSecond: PER_SECOND };
  stand.env["HAILUO_ACCOUNTS_FILE"] = await stand.write("accounts.json", JSON.stringify({ accounts: [account] }));
  const workers = await Promise.all([...STAGES, ...STAGES].map((stage) => startWorker(stand, stage)));

  for (const worker of workers) {
    expect(await worker.ask("/healthz")).toMatchObject({ status: 200 });
    await until("the worker is ready", async () => (await worker.ask("/readyz")).status === 200);
    const metrics = await worker.ask("/metrics");
    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(/^hailuo_generations\{state="queued"\} 0$/m);
    if (worker.stage === "create")
      expect(metrics.text).toMatch(new RegExp(`^hailuo_slots_allowed\\{account="default"\\} ${IN_FLIGHT}$`, "m"));
  }

  const total = TOTAL;
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(total)));
  const submitted = await stand.run(["submit", file, "--batch", "boats", "--json"]);
  expect(submitted).toMatchObject({
    code: 0,
    json: [{ type: "submitted", batch: "boats", total, created: total, existing: 0 }],
  });
  const watch = stand.start(["watch", "boats", "--json"]);

  await until("three videos are stored", () => storage.keys().filter((key) => key.endsWith(".mp4")).length >= 3);
  for (const stage of STAGES) {
    const victim = workers.find((worker) => worker.stage === stage);
    victim?.process.signal("SIGKILL");
    expect(await victim?.process.ended).toMatchObject({ signal: "SIGKILL" });
  }
  const again = await stand.run(["submit", file, "--batch", "boats", "--json"]);
  expect(again.json).toMatchObject([{ created: 0, existing: total }]);

  const watched = await watch.ended;
  const summary = watched.json.at(-1);
  const unknown = Number(summary?.["needs_attention"]);
  expect(summary).toMatchObject({
    type: "summary",
    total,
    succeeded: total - unknown,
    failed: 0,
    cancelled: 0,
    unfinished: 0,
  });
  expect(watched.code).toBe(unknown === 0 ? 0 : 1);

  const listed = await stand.run(["list", "--batch", "boats", "--limit", "1000", "--json"]);
  const records = listed.json.filter(({ type }) => type === "generation");
  expect(records).toHaveLength(total);
  const succeeded = records.filter(({ state }) => state === "succeeded");
  for (const record of succeeded) {
    const { bytes, sha256 } = record["video"] as { bytes: number; sha256: string };
    await expectWholeVideo(stand.simulator, storage.read, { ...(record as unknown as ResultLine), bytes, sha256 });
  }
  // The batch's own results come some time after its end.
  const stored = storage.keys().filter((key) => !/\/(?:results|errors)\.\w+$/.test(key));
  expect(stored).toHaveLength(succeeded.length * 2);
  expect(storage.server.multipartUploads()).toEqual([]);
  const lost = (await readTasks(stand.simulator)).filter(
    ({ id }) => !records.some((record) => record["task_id"] === id),
  );
  expect(lost.length).toBeLessThanOrEqual(unknown);
  expect(stand.simulator.stats()).toMatchObject({ accepted: succeeded.length + lost.length });
  expect(stand.simulator.stats().windows.create.maximumAdmitted).toBeLessThanOrEqual(PER_SECOND);
  expectCleanBooks(stand.simulator);

  const status = await stand.run(["status", "--json"]);
  expect(status.json.find(({ type }) => type === "overview")).toMatchObject({
    queued: 0,
    accounts: [{ account: "default", slots_used: unknown, slots_allowed: IN_FLIGHT, backlog: 0 }],
  });
  for (const worker of workers.slice(STAGES.length)) {
    worker.process.signal("SIGTERM");
    expect(await worker.process.ended).toMatchObject({ code: 0 });
  }
});
