import { expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ConfiguredAccounts, proxySettings, readEnv } from "@hailuo-queue/runtime";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys, createWorkerRoll } from "@hailuo-queue/store";
import { type OpenWorker, openWorker, type WorkerSettings } from "./open-worker.ts";

const settings: WorkerSettings = {
  REDIS_URL: process.env["HAILUO_TEST_REDIS_URL"] ?? "",
  HAILUO_PREFIX: `test-${randomUUID()}`,
  MINIMAX_TIMEOUT_MS: 1000,
  HAILUO_LOG_LEVEL: "silent",
  HAILUO_HEALTH_HOST: "127.0.0.1",
  HAILUO_HEALTH_PORT: 0,
  ...readEnv(proxySettings, {}),
};

/** One account, whose provider nobody asks. */
function poolOf(): ConfiguredAccounts {
  const account = {
    name: "default",
    baseUrl: "http://127.0.0.1:9",
    dialect: "minimax-v1",
    keys: () => ["key"],
  } as const;
  const limits = { name: "default", maxInFlight: 1, windows: { create: [], query: [], files: [] } };
  return { accounts: [account], limits: [limits], configured: [account], notices: [] };
}

test("what was opened is closed again when the stage's own part cannot start, and the reason is told", async () => {
  let opened: OpenWorker | undefined;
  const starting = openWorker("poll", settings, poolOf(), { blocking: true }, async (worker) => {
    opened = worker;
    await worker.run(async () => ({ type: "done" }), 1);
    throw new Error("no storage");
  });
  await expect(starting).rejects.toThrow("no storage");
  // Its socket closes a moment after the word that it may.
  while (opened?.redis.status !== "end") await nextTurn();
});

test("a worker is alive as long as all that it runs runs, and its metrics tell of the fleet's generations", async () => {
  let running = true;
  let url: string | undefined;
  const worker = await openWorker("poll", settings, poolOf(), {}, async ({ run, serveHealth }) => {
    const stage = await run(async () => ({ type: "done" }), 1);
    ({ url } = await serveHealth({ runs: [stage, { isRunning: () => running }] }));
  });
  try {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const read = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    expect(await read()).toContain("hailuo_generations");
    // Its first sign of life is on its way.
    while (!(await read()).includes('hailuo_workers{stage="poll"} 1')) await nextTurn();
    expect(await read()).toContain('hailuo_workers{stage="create"} 0');
    running = false;
    const dead = await fetch(`${url}/healthz`);
    expect([dead.status, await dead.json()]).toEqual([503, { ok: false, reason: "the worker has stopped" }]);
  } finally {
    await worker.close();
  }
  await using redis = await openClient();
  const { workers } = await createWorkerRoll({ redis: redis.client, keys: createKeys(settings.HAILUO_PREFIX) }).read();
  expect(workers.at(-1)).toMatchObject({ stage: "poll", stoppedAt: expect.any(Number) });
});

async function openClient() {
  const client = await openRedis(settings.REDIS_URL, { role: "client" });
  return { client, [Symbol.asyncDispose]: () => closeRedis(client) };
}
