import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { optional } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { examine } from "./stand/examine.ts";
import type { JsonLine } from "./stand/hailuo-process.ts";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { listenSilently } from "./stand/silent-server.ts";
import { listFiles } from "./stand/stored-videos.ts";

async function lookAt(
  stand: Stand,
  env: Readonly<Record<string, string>> = {},
  isTold?: (stdout: string) => boolean,
): Promise<{ code: number | null; checks: ReadonlyMap<unknown, JsonLine> }> {
  const { code, json } = await examine(stand, { words: ["--json"], env, ...optional({ isTold }) });
  const checks = json.filter(({ type }) => type === "check");
  expect(json.at(-1)).toEqual({ type: "doctor", usable: code === 0 });
  return { code, checks: new Map(checks.map((check) => [check["what"], check])) };
}

const SLOWLY = /, but slowly: /;

test.concurrent("doctor finds nothing wrong with a good deployment, and leaves nothing behind in it", async () => {
  await using stand = await openStand({ dialects: ["documented"] });
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);

  const { code, checks } = await lookAt(stand);

  expect(code).toBe(0);
  // How quickly they answer is a matter of this machine.
  const judged = [...checks.values()].filter(({ what }) => what !== "redis speed");
  expect(judged.map(({ what, status, detail }) => [what, SLOWLY.test(String(detail)) ? "ok" : status])).toEqual([
    // A warning on a Node that is not maintained any more.
    ["node", Number.parseInt(process.versions.node, 10) < 22 ? "warn" : "ok"],
    ["redis", "ok"],
    ["redis memory", "ok"],
    ["redis persistence", "ok"],
    ["redis disk", "ok"],
    ["storage", "ok"],
    ["provider", "ok"],
  ]);
  expect(checks.get("provider")?.["detail"]).toMatch(/speaks documented and takes the key/);
  expect(await redis.size()).toBe(0);
  expect(storage.server.objects()).toEqual([]);
  expect(stand.simulator.stats().requests["create"]).toBeUndefined();

  const printed = await examine(stand);
  const lines = printed.stdout.trimEnd().split("\n");
  expect(lines.filter((line) => !line.includes("redis speed"))).toHaveLength(7);
  expect(printed.stdout).not.toContain("FAIL");
});

test.concurrent("doctor without REDIS_URL names the Redis that run would start, and starts none", async () => {
  await using stand = await openStand();
  const { code, checks } = await lookAt(stand);
  expect(code).toBe(0);
  expect(checks.get("redis")?.["detail"]).toMatch(/REDIS_URL is not set: `hailuo run` starts (Redis|Valkey) \d/);
  expect(await listFiles(stand.directory)).toEqual([]);
});

test.concurrent("doctor says FAIL and what to do for each thing that cannot be used", async () => {
  await using stand = await openStand({ apiKeys: ["another key"] });
  // Nobody listens there, and no process of a user may begin to.
  const [nobody, silent] = [1, await listenSilently(stand)];
  const s3 = { HAILUO_OUT: "s3://videos", AWS_ACCESS_KEY_ID: "e2e", AWS_SECRET_ACCESS_KEY: "e2e-secret-e2e" };

  const refusing = await lookAt(stand, {
    REDIS_URL: `redis://127.0.0.1:${nobody}`,
    ...s3,
    S3_ENDPOINT: `http://127.0.0.1:${nobody}`,
  });
  expect(refusing.code).toBe(2);
  expect(refusing.checks.get("redis")).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("start Redis there, or set REDIS_URL"),
  });
  expect(refusing.checks.get("storage")).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("check S3_ENDPOINT"),
  });
  expect(refusing.checks.get("provider")).toMatchObject({
    status: "fail",
    detail: expect.stringMatching(/MINIMAX_API_KEY and MINIMAX_BASE_URL/),
  });

  const hanging = await lookAt(
    stand,
    {
      REDIS_URL: `redis://127.0.0.1:${silent}`,
      ...s3,
      S3_ENDPOINT: `http://127.0.0.1:${silent}`,
      MINIMAX_BASE_URL: `http://127.0.0.1:${silent}`,
    },
    () => true,
  );
  expect(hanging.code).toBe(2);
  expect([...hanging.checks.values()].filter(({ status }) => status === "fail").map(({ what }) => what)).toEqual([
    "redis",
    "storage",
    "provider",
  ]);

  await mkdir(join(stand.directory, "elsewhere"));
  await stand.write("elsewhere/a-file", "");
  const local = await lookAt(stand, { HAILUO_OUT: "elsewhere/a-file", MINIMAX_API_KEY: "" });
  expect(local.code).toBe(2);
  expect(local.checks.get("storage")).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("a file stands where a folder is needed"),
  });
  expect(local.checks.get("provider")).toMatchObject({
    status: "fail",
    detail: "MINIMAX_API_KEY is not set",
    cure: expect.any(String),
  });
  const printed = await examine(stand, { env: { MINIMAX_API_KEY: "" } });
  expect(printed).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^FAIL +provider +MINIMAX_API_KEY is not set -> set it/m),
  });
});

test.concurrent("doctor fails a Redis that may evict, and storage whose key or bucket is wrong", async () => {
  await using stand = await openStand();
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  const client = await openRedis(redis.url, { role: "client" });
  await client.config("SET", "maxmemory-policy", "allkeys-lru");
  await client.config("SET", "appendonly", "no");
  await closeRedis(client);

  const evicting = await lookAt(stand, { AWS_SECRET_ACCESS_KEY: "not-the-secret" });
  expect(evicting.code).toBe(2);
  expect(evicting.checks.get("redis memory")).toMatchObject({
    status: "fail",
    cure: expect.stringContaining("maxmemory-policy noeviction"),
  });
  expect(evicting.checks.get("redis persistence")).toMatchObject({
    status: "warn",
    cure: expect.stringContaining("appendonly yes"),
  });
  expect(evicting.checks.get("storage")).toMatchObject({
    status: "fail",
    detail: expect.stringMatching(/refused the access key/),
  });

  const elsewhere = await lookAt(stand, {
    HAILUO_OUT: "s3://no-such-bucket",
    MINIMAX_BASE_URL: storage.server.endpoint,
  });
  expect(elsewhere.checks.get("storage")).toMatchObject({
    status: "fail",
    detail: expect.stringMatching(/There is no bucket "no-such-bucket"/),
  });
  expect(elsewhere.checks.get("provider")).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("check MINIMAX_BASE_URL"),
  });
});

test.concurrent("doctor tells a file of authorities that cannot be read as the storage's fault, and goes on", async () => {
  await using stand = await openStand({ dialects: ["documented"] });
  await shareRedis(stand);
  await shareStorage(stand);
  const { code, checks } = await lookAt(stand, { AWS_CA_BUNDLE: "/nowhere/ca.pem" });
  expect([code, checks.get("storage")?.["status"], checks.get("provider")?.["status"]]).toEqual([2, "fail", "ok"]);
  expect(checks.get("storage")?.["detail"]).toMatch(/AWS_CA_BUNDLE names a file that cannot be read: .*ENOENT/);
});
