import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { UnavailableError } from "@hailuo-queue/contracts";
import picocolors from "picocolors";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { doctor, renderCheck } from "../commands/doctor.ts";
import { checkNode } from "./check-node.ts";
import { judgeDisk, judgeRedis } from "./check-redis.ts";
import { checkWebhookSecrets } from "./check-webhook-secrets.ts";
import { checkWithin } from "./check-result.ts";

const GOOD = {
  server: "redis",
  version: "7.0.15",
  maxmemoryPolicy: "noeviction",
  isReplica: false,
  appendOnly: true,
} as const;

test("a Redis that keeps everything is in order", () => {
  expect(judgeRedis(GOOD, { place: "redis://queue:6379" }).map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
});

test("an old Redis, one that evicts and one without persistence are named with their cure", () => {
  const results = judgeRedis(
    { ...GOOD, version: "6.0.16", maxmemoryPolicy: "allkeys-lru", appendOnly: false },
    { place: "x", hz: 10 },
  );
  expect(results.map(({ status }) => status)).toEqual(["fail", "fail", "warn", "ok"]);
  for (const result of results.slice(0, 3)) expect(result.cure).toMatch(/\S/);
});

test("a Redis that acknowledges what is not on its disk yet is told of, unless a create can wait for it", () => {
  expect(judgeDisk("always")).toMatchObject([{ status: "ok" }]);
  expect(judgeDisk("can_wait")).toMatchObject([{ status: "ok" }]);
  expect(judgeDisk("never_synced")).toMatchObject([
    { status: "fail", cure: expect.stringContaining("appendfsync everysec") },
  ]);
  expect(judgeDisk("cannot_wait")).toMatchObject([
    { status: "warn", cure: expect.stringContaining("appendfsync always") },
  ]);
  expect(judgeDisk("not_told")).toMatchObject([{ status: "ok" }]);
  expect(judgeDisk("no_file")).toEqual([]);
});

test("webhook secrets that stand readable are told of with their cure, encrypted ones are in order", async () => {
  const check = (...values: string[]) => checkWebhookSecrets({ hvals: async () => values }, "hailuo");
  expect(await check()).toEqual([]);
  expect(await check('{"current":"sealed:1:0a1b2c3d:AAAA","before":[]}')).toMatchObject([{ status: "ok" }]);
  const [told] = await check(
    '{"current":"whsec_AAAA","before":[]}',
    '{"current":"sealed:1:0a1b2c3d:AAAA","before":[]}',
  );
  expect(told).toMatchObject({ status: "warn", detail: "those of 1 of 2 tenants are unencrypted in Redis" });
  expect(told?.cure).toMatch(/HAILUO_SECRETS_KEY/);
});

test("Node below 20.19 is too old, and one that is not maintained any more is told of", () => {
  expect(
    ["24.0.0", "22.0.0", "20.20.2", "20.19.0", "20.18.3", "18.20.0"].map((version) => checkNode(version).status),
  ).toEqual(["ok", "ok", "warn", "warn", "fail", "fail"]);
});

test("a check that throws or hangs becomes a fault", async () => {
  const thrown = await checkWithin("storage", 1000, () =>
    Promise.reject(new UnavailableError("x", "The bucket is gone; make it.")),
  );
  expect(thrown).toEqual([{ status: "fail", what: "storage", detail: "The bucket is gone; make it." }]);
  const hanging = await checkWithin("redis", 10, () => new Promise(() => {}));
  expect(hanging[0]).toMatchObject({ status: "fail", detail: "did not answer within 0.01 s" });
});

test("a check is one line with its cure", () => {
  expect(
    renderCheck({ status: "fail", what: "node", detail: "18", cure: "upgrade" }, picocolors.createColors(false)),
  ).toBe("FAIL  node               18 -> upgrade");
});

test("services that are away are all named, with exit code 2", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const away = `127.0.0.1:${port}`;
  const env = {
    REDIS_URL: `redis://${away}`,
    HAILUO_OUT: "s3://bucket",
    S3_ENDPOINT: `http://${away}`,
    MINIMAX_API_KEY: "k",
    MINIMAX_BASE_URL: `http://${away}`,
  };
  const shell = createCapturedShell({ env: { ...env } });
  expect(await doctor({ json: true }, shell)).toBe(2);
  const lines = shell.json();
  expect(lines.map((line) => [line["what"], line["status"]])).toEqual([
    ["node", "ok"],
    ["redis", "fail"],
    ["storage", "fail"],
    ["provider", "fail"],
    [undefined, undefined],
  ]);
  expect(lines.at(-1)).toEqual({ type: "doctor", usable: false });
});

test("settings that cannot be used are all told at once, and nothing is asked in their place", async () => {
  const env = {
    REDIS_URL: "http://topsecret@x",
    HAILUO_OUT: "s3://",
    HAILUO_POLL_MIN_MS: "-1",
    HAILUO_DASHBOARD_PORT: "many",
    MINIMAX_BASE_URL: "ftp://x",
    MINIMAX_API_KEY: "k",
    HTTPS_PROXY: "http://[topsecret",
    HTTP_PROXY: "socks5://topsecret",
  };
  const shell = createCapturedShell({ env });
  expect(await doctor({ json: true }, shell)).toBe(2);
  const lines = shell.json();
  const faults = lines
    .filter(({ status }) => status === "fail")
    .map(({ what, detail }) => `${String(what)}: ${String(detail)}`);
  for (const part of [
    "REDIS_URL",
    "HAILUO_POLL_MIN_MS",
    "HAILUO_DASHBOARD_PORT",
    "MINIMAX_BASE_URL",
    "HTTPS_PROXY",
    "HTTP_PROXY",
  ])
    expect(faults.filter((fault) => fault.includes(part))).not.toEqual([]);
  expect(JSON.stringify(lines)).not.toContain("topsecret");
  expect(lines.map(({ what }) => what)).not.toContain("provider");
  expect(lines.at(-1)).toEqual({ type: "doctor", usable: false });
});

test("a proxy at which nobody answers is a fault, also where no key is set yet", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const directory = await mkdtemp(join(tmpdir(), "hailuo-doctor-"));
  const proxies = { HTTP_PROXY: `http://u:topsecret@127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const shell = createCapturedShell({ env: { ...proxies, HAILUO_OUT: directory } });
  expect(await doctor({ json: true }, shell)).toBe(2);
  const found = shell.json().filter(({ what }) => what === "proxy");
  expect(found.map(({ status }) => status)).toEqual(["fail", "fail"]);
  expect(found[0]?.["detail"]).toMatch(/^http:\/\/127.0.0.1:\d+ for https cannot be reached \(.*ECONNREFUSED/);
  expect(JSON.stringify(found)).not.toContain("topsecret");
  await rm(directory, { recursive: true });
});
