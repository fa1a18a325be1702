import { randomUUID } from "node:crypto";
import { createApiKeys, createTenantQuotas } from "@hailuo-queue/access";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { runCli } from "../run-cli.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("a key is shown once, is good until it is revoked, and its tenant's quotas can be set", async () => {
  const env = { REDIS_URL: redisUrl, HAILUO_PREFIX: `test-${randomUUID()}`, HAILUO_LOG_LEVEL: "silent" };
  const run = async (...words: string[]) => {
    const shell = createCapturedShell({ env });
    expect([await runCli(words, shell), shell.err().replace(/^Key .*\n/, "")]).toEqual([0, ""]);
    return shell;
  };
  const token = (await run("keys", "create", "--tenant", "studio", "--name", "render farm")).out().trim();
  expect(token).toMatch(/^hq_[0-9a-f]{16}_[\w-]{43}$/);
  const listed = (await run("keys", "--json")).json();
  expect(listed).toMatchObject([
    { type: "key", tenant: "studio", role: "submit", name: "render farm", revoked_at: null },
  ]);
  expect(JSON.stringify(listed)).not.toContain(token.slice(-43));

  const redis = await openRedis(redisUrl, { role: "client" });
  try {
    const keys = createKeys(env.HAILUO_PREFIX);
    const [apiKeys, quotas] = [createApiKeys({ redis, keys }), createTenantQuotas({ redis, keys })];
    expect(await apiKeys.verify(token)).toMatchObject({ tenant: "studio", role: "submit" });
    await run("tenants", "set", "studio", "--requests-per-minute", "100", "--max-unfinished", "5");
    await run("tenants", "set", "studio", "--max-unfinished", "default");
    expect(await quotas.of("studio")).toEqual({ requestsPerMinute: 100 });
    await run("tenants", "set", "studio", "--budget", "50usd");
    expect((await run("tenants", "set", "studio", "--budget", "none", "--json")).json()).toMatchObject([
      { budget_usd: null },
    ]);
    await run("keys", "revoke", String(listed[0]?.["id"]));
    expect(await apiKeys.verify(token)).toBeUndefined();
    expect(await runCli(["keys", "revoke", "nix"], createCapturedShell({ env }))).toBe(2);
  } finally {
    await closeRedis(redis);
  }
});
