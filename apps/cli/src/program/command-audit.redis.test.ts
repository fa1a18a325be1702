import { createApiKeys } from "@hailuo-queue/access";
import type { AuditEntry, AuditVerb } from "@hailuo-queue/contracts";
import { createKeys, createRedisAudit, createRedisLedger } from "@hailuo-queue/store";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Command } from "commander";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { createProgram } from "../program.ts";
import { runCli } from "../run-cli.ts";
import { withChange } from "../stand/with-change.ts";
import { COMMAND_AUDIT } from "./command-audit.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const env = { REDIS_URL: redisUrl, HAILUO_PREFIX: `test-${randomUUID()}`, HAILUO_LOG_LEVEL: "silent" };
const keys = createKeys(env.HAILUO_PREFIX);
let redis: RedisClient;
let folder: string;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
  folder = await mkdtemp(join(tmpdir(), "hailuo-audit-"));
});
afterAll(async () => {
  await closeRedis(redis);
  await rm(folder, { recursive: true });
});

const entries = async (): Promise<readonly AuditEntry[]> =>
  (await createRedisAudit({ redis, keys, redact: (text) => text }).read({ limit: 1000 })).items;

function leavesOf(command: Command, path: readonly string[] = []): string[] {
  return command.commands.length === 0
    ? [path.join(" ")]
    : command.commands.flatMap((each) => leavesOf(each, [...path, each.name()]));
}

test("every command says what it is called in the audit, or why it is not in there", () => {
  const program = createProgram(createCapturedShell(), () => undefined);
  expect(leavesOf(program).toSorted()).toEqual(Object.keys(COMMAND_AUDIT).toSorted());
});

test("a producer that can change something is opened in three places, and each of them writes the audit, or hands out what only looks", async () => {
  const source = fileURLToPath(new URL("..", import.meta.url));
  const files = (await readdir(source, { recursive: true })).filter(
    (name) => name.endsWith(".ts") && !name.includes(".test."),
  );
  const opening = await Promise.all(
    files.map(async (name) =>
      /\b(openProducer|createApiKeys|createTenantQuotas)\(/.test(await readFile(join(source, name), "utf8"))
        ? [name]
        : [],
    ),
  );
  expect(opening.flat().toSorted()).toEqual([
    "commands/run.ts",
    "stand/with-access.ts",
    "stand/with-change.ts",
    "stand/with-producer.ts",
  ]);
});

/** Resolves with what it printed. */
async function run(...words: string[]): Promise<string> {
  const shell = createCapturedShell({ env });
  const code = await runCli(words, shell);
  expect([words, code, shell.err().replace(/^Key .*\n/, "")]).toEqual([words, 0, ""]);
  return shell.outLines().join("\n");
}

test("each command that changes something leaves what it did, by whom, to whose thing and with what", async () => {
  // As a create worker publishes it.
  await redis.sadd(keys.accounts, "default");
  await redis.hset(keys.account("default"), { maxInFlight: "5", windows: '{"create":[],"query":[],"files":[]}' });
  const file = join(folder, "prompts.jsonl");
  const line = (number: number): string =>
    `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: `a very private cat ${number}` })}\n`;
  await writeFile(file, [1, 2, 3].map(line).join(""));
  await run("submit", file, "--batch", "spring", "--tenant", "studio");
  const ledger = createRedisLedger({ redis, keys });
  const ids = (await ledger.list({ batchId: "spring" })).items.map(({ id }) => id);
  const [first = "", second = "", third = ""] = ids;
  await run("batches", "pause", "spring");
  await run("batches", "resume", "spring");
  await run("batches", "set", "spring", "--priority", "high", "--budget", "50usd");
  await run("tenants", "set", "studio", "--weight", "2", "--budget", "none", "--max-unfinished", "7");
  await run("tenants", "pause", "studio");
  await run("tenants", "resume", "studio");
  await run("accounts", "set", "default", "--max-in-flight", "8", "--why", "new contract");
  await run("accounts", "pause", "default", "--why", "a look");
  await run("accounts", "drain", "default");
  await run("accounts", "resume", "default");
  await run("accounts", "probe", "default");
  await run("keys", "create", "--tenant", "studio", "--role", "read", "--name", "render farm");
  const [key] = await createApiKeys({ redis, keys }).list();
  await run("keys", "revoke", key?.id ?? "");
  await run("cancel", first);
  await redis.hset(keys.admitted, `${second}|spring`, "1:1:default");
  await ledger.transition(second, {
    from: ["queued"],
    to: "creating",
    run: 1,
    account: "default",
    stamp: ["submittedAt"],
  });
  await ledger.transition(second, { from: ["creating"], to: "submission_unknown", account: "default" });
  await run("resolve", "--batch", "spring", "--fail", "--dry-run");
  await run("resolve", second, "--fail");
  await run("retry", second, "--rebuy");
  await run("edit", second, "--prompt", "another private cat");
  await run("retry", "--batch", "spring");
  await run("cancel", "--batch", "spring");
  await run("retry", "--where", "batch=spring code=x", "--dry-run");
  await run("retry", "--where", "batch=spring code=x", "--yes", "--why", "a look");
  await run("cancel", "--where", "batch=spring", "--yes");
  const sent = {
    tenant: "studio",
    origin: "https://receiver.example",
    url: "https://receiver.example/hook",
    at: "1000",
  };
  const about = {
    type: "generation.failed",
    kind: "generation",
    about: second,
    state: "failed",
    lastResult: "HTTP 500",
  };
  await redis.hset(keys.webhookDelivery("evt_1"), { ...sent, ...about, attempts: "3" });
  await redis.zadd(keys.webhookDeliveries("studio"), 1000, "evt_1");
  expect(await run("webhooks", "--tenant", "studio", "--state", "failed", "--json")).toContain('"event_id":"evt_1"');
  expect(await run("webhooks", "--tenant", "rival", "--json")).toBe("");
  await run("webhooks", "replay", "evt_1", "--tenant", "studio");
  expect(await redis.hget(keys.webhookDelivery("evt_1"), "state")).toBe("pending");
  const told = (await entries()).toReversed();

  const verbs = Object.values(COMMAND_AUDIT).flatMap((verb): readonly AuditVerb[] => ("none" in verb ? [] : verb));
  expect(new Set(told.map(({ what }) => what))).toEqual(new Set(verbs));
  for (const { who, outcome } of told) expect([who, outcome]).toEqual([expect.stringMatching(/^cli .+@.+$/), "done"]);
  const brief = told.map(({ what, tenant, about, details }) => [what, tenant, about, details]);
  expect(brief).toEqual([
    ["batch.submit", "studio", { batch: "spring" }, { created: "3", existing: "0" }],
    ["batch.pause", "studio", { batch: "spring" }, undefined],
    ["batch.resume", "studio", { batch: "spring" }, undefined],
    ["batch.set", "studio", { batch: "spring" }, { priority: "none -> high", budget_usd: "none -> 50" }],
    ["tenant.set", "studio", undefined, { weight: "1 -> 2", budget_usd: "none -> none", max_unfinished: "none -> 7" }],
    ["tenant.pause", "studio", undefined, undefined],
    ["tenant.resume", "studio", undefined, undefined],
    ["account.set", undefined, { account: "default" }, { why: "new contract", maxInFlight: "5 -> 8" }],
    ["account.pause", undefined, { account: "default" }, { why: "a look" }],
    ["account.drain", undefined, { account: "default" }, undefined],
    ["account.resume", undefined, { account: "default" }, undefined],
    ["account.probe", undefined, { account: "default" }, undefined],
    ["key.create", "studio", { key: key?.id }, { role: "read" }],
    ["key.revoke", "studio", { key: key?.id }, undefined],
    ["generation.cancel", "studio", { generation: first }, undefined],
    ["batch.resolve", "studio", { batch: "spring" }, { action: "fail", dry_run: "true", resolved: "1", refused: "0" }],
    ["generation.resolve", "studio", { generation: second }, { action: "fail" }],
    ["generation.retry", "studio", { generation: second }, { rebuy: "true" }],
    ["generation.edit", "studio", { generation: second }, { take: "1" }],
    ["batch.retry", "studio", { batch: "spring" }, { rebuy: "false", retried: "0", refused: "0" }],
    ["batch.cancel", "studio", { batch: "spring" }, { cancelled: "2", cancelling: "0" }],
    ["bulk.retry", undefined, undefined, { where: "batch=spring code=x", rebuy: "false", why: "a look", changed: "0" }],
    ["bulk.cancel", undefined, undefined, { where: "batch=spring", changed: "0" }],
    ["webhook.replay", "studio", { event: "evt_1" }, undefined],
  ]);
  expect(JSON.stringify(told)).not.toContain("private cat");
  expect(third).not.toBe("");
});

test("what was refused is told with its code, what broke off as failed; and a pasted token is not in there", async () => {
  const token = `hq_0123456789abcdef_${"A".repeat(43)}`;
  const before = (await entries()).length;
  for (const words of [
    ["cancel", "gen_nix"],
    ["batches", "pause", "nix"],
    ["accounts", "pause", "nix"],
    ["keys", "revoke", token],
    ["resolve", "gen_nix", "--task", "1"],
  ])
    expect(await runCli(words, createCapturedShell({ env }))).toBe(2);
  const broken = withChange(createCapturedShell({ env }), "tenant.set", { tenant: "studio" }, async () => {
    throw new TypeError("a bug");
  });
  await expect(broken).rejects.toThrow("a bug");
  const told = (await entries())
    .slice(0, -before)
    .map((entry) => [entry.what, entry.outcome, "code" in entry ? entry.code : undefined]);
  expect(told).toEqual([
    ["tenant.set", "failed", "unexpected"],
    ["generation.resolve", "refused", "unknown_generation"],
    ["key.revoke", "refused", "unknown_key"],
    ["account.pause", "refused", "unknown_account"],
    ["batch.pause", "refused", "unknown_batch"],
    ["generation.cancel", "refused", "unknown_generation"],
  ]);
  expect(JSON.stringify(await entries())).not.toContain("AAAAAAAA");
});

test("an audit that cannot be written does not make a change undone: it is said on standard error", async () => {
  const shell = createCapturedShell({ env });
  await redis.set(keys.audit("changes"), "no stream");
  try {
    expect(await runCli(["tenants", "set", "studio", "--weight", "3"], shell)).toBe(0);
    expect(shell.err()).toMatch(
      /^The audit has no entry of this, since it could not be written \(.*WRONGTYPE.*\); it was done all the same\.\n$/,
    );
  } finally {
    await redis.del(keys.audit("changes"));
  }
});

test("the audit is shown newest first in 80 columns, by tenant, by what and by age, and as JSON lines", async () => {
  await run("batches", "pause", "spring");
  await run("accounts", "pause", "default", "--why", "a very long reason. ".repeat(8).trim());
  const shell = createCapturedShell({ env });
  expect(await runCli(["audit", "--since", "1h"], shell)).toBe(0);
  expect(shell.outLines().filter((line) => line.length > 80)).toEqual([]);
  expect(shell.outLines()[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}account\.pause {5} {2}done$/);
  expect(shell.out()).toMatch(/\n {4}by cli [^\n]+@[^\n]+/);
  const json = createCapturedShell({ env });
  expect(await runCli(["audit", "--tenant", "studio", "--what", "batch.", "--limit", "1", "--json"], json)).toBe(0);
  expect(json.json()).toMatchObject([
    { type: "audit", what: "batch.pause", tenant: "studio", about: { batch: "spring" }, code: null },
  ]);
  const none = createCapturedShell({ env });
  await runCli(["audit", "--tenant", "nobody"], none);
  expect(none.out()).toBe("No audit entries match.\n");
  for (const bad of ["yesterday", "1w", "", "-1h"])
    expect(await runCli(["audit", "--since", bad], createCapturedShell({ env }))).toBe(2);
});
