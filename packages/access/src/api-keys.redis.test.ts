import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { createTestKeys } from "./__fixtures__/test-keys.ts";
import { createApiKeys } from "./api-keys.ts";
import { mayAct, ROLES } from "./roles.ts";
import { createTenantQuotas } from "./tenant-quotas.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

describe("an API key", () => {
  test("lets in whoever has its token, as its tenant in its role", async () => {
    const keys = createApiKeys({ redis, keys: createTestKeys() });
    const { token, key } = await keys.create({ tenant: "acme", role: "read", name: "wall" });
    expect(key).toMatchObject({ tenant: "acme", role: "read", name: "wall" });
    expect(await keys.verify(token)).toEqual(key);
    expect(await keys.list()).toEqual([{ ...key, lastUsedAt: expect.any(Number) }]);
  });

  test("is known by when it was used last, at the price of one write a minute", async () => {
    const names = createTestKeys();
    let now = 1_000_000;
    const keys = createApiKeys({ redis, keys: names, now: () => now });
    const { token, key } = await keys.create({ tenant: "acme" });
    const used = async (): Promise<number | undefined> => (await keys.list())[0]?.lastUsedAt;
    expect(await used()).toBeUndefined();
    await keys.verify(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`);
    await keys.find(key.id);
    expect(await used()).toBeUndefined();
    await keys.verify(token);
    expect(await used()).toBe(1_000_000);
    now += 59_000;
    await keys.verify(token);
    expect(await used()).toBe(1_000_000);
    now += 1000;
    await keys.verify(token);
    expect(await used()).toBe(1_060_000);
    await keys.revoke(key.id);
    now += 120_000;
    await keys.verify(token);
    expect(await used()).toBe(1_060_000);
  });

  test("is good for nothing once it is revoked", async () => {
    const keys = createApiKeys({ redis, keys: createTestKeys() });
    const { token, key } = await keys.create({ tenant: "acme" });
    expect(await keys.revoke(key.id)).toBe(true);
    expect(await keys.verify(token)).toBeUndefined();
    expect(await keys.list()).toMatchObject([{ id: key.id, revokedAt: expect.any(Number) }]);
    expect(await keys.revoke("0".repeat(16))).toBe(false);
    expect(await keys.revoke("*")).toBe(false);
  });

  test("is kept as a hash: its secret stands nowhere in Redis", async () => {
    const prefix = `test-${randomUUID()}`;
    const names = createTestKeys(prefix);
    const { token } = await createApiKeys({ redis, keys: names }).create({ tenant: "acme" });
    const secret = token.split("_").slice(2).join("_");
    expect(secret.length).toBeGreaterThan(40);
    expect(JSON.stringify(await redis.hgetall(names.apiKeys))).not.toContain(secret);
  });

  test.each(["", "hq_", "hq_0123456789abcdef_short", "Bearer x", "hq_0123456789abcdef_".padEnd(63, "a")])(
    "%j lets nobody in",
    async (text) => {
      const keys = createApiKeys({ redis, keys: createTestKeys() });
      expect(await keys.verify(text)).toBeUndefined();
    },
  );

  test("of another secret lets nobody in", async () => {
    const keys = createApiKeys({ redis, keys: createTestKeys() });
    const { token } = await keys.create({ tenant: "acme" });
    const other = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    expect(await keys.verify(other)).toBeUndefined();
  });

  test("is refused to a tenant that has 200, until it gives one up", async () => {
    const keys = createApiKeys({ redis, keys: createTestKeys() });
    await keys.create({ tenant: "other" });
    const made = await Promise.all(Array.from({ length: 200 }, () => keys.create({ tenant: "acme" })));
    await expect(keys.create({ tenant: "acme" })).rejects.toMatchObject({
      code: "too_many_keys",
      message: expect.stringContaining("200"),
    });
    await keys.revoke(made[0]?.key.id ?? "");
    await keys.create({ tenant: "acme" });
  });

  test.each([{ tenant: "../x" }, { tenant: "" }, { tenant: "a b" }, { tenant: "a", role: "root" as "read" }])(
    "is not made of %j",
    async (wanted) => {
      const keys = createApiKeys({ redis, keys: createTestKeys() });
      await expect(keys.create(wanted)).rejects.toMatchObject({ code: expect.stringMatching(/^bad_/) });
    },
  );
});

test("each role may do what those before it may, and no more", () => {
  const table = ROLES.map((role) => ROLES.map((needed) => mayAct(role, needed)));
  expect(table).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});

test("quotas are kept, changed one by one, and taken away", async () => {
  const quotas = createTenantQuotas({ redis, keys: createTestKeys() });
  expect(await quotas.of("acme")).toEqual({});
  await quotas.set("acme", { requestsPerMinute: 10, maxUnfinished: 5 });
  await quotas.set("acme", { maxUnfinished: null });
  expect(await quotas.of("acme")).toEqual({ requestsPerMinute: 10 });
  await expect(quotas.set("acme", { maxUnfinished: -1 })).rejects.toMatchObject({ code: "bad_quota" });
});
