import { AUDIT_LIMITS, type AuditEntry, type AuditNote, optional } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { createRedisAudit, type RedisAuditOptions } from "./audit.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
});
afterAll(() => closeRedis(redis));

function openWorld(limits: RedisAuditOptions["limits"] = {}) {
  const keys = createKeys(`test-${randomUUID()}`);
  const audit = createRedisAudit({ redis, keys, redact: (text) => text.replaceAll("secret", "[redacted]"), limits });
  const all = async (filter: Parameters<typeof audit.read>[0] = {}): Promise<AuditEntry[]> => {
    const items: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await audit.read({ ...filter, ...optional({ cursor }) });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return items;
  };
  return { keys, audit, all };
}

const paused: AuditNote = { who: "key 1", what: "batch.pause", tenant: "acme", about: { batch: "b" }, outcome: "done" };

test("an entry says who did what to whose thing, when, with what and how it ended", async () => {
  const { audit } = openWorld();
  const note: AuditNote = {
    who: "cli ann@desk",
    what: "tenant.set",
    tenant: "acme",
    about: { tenant: "acme" },
    details: { weight: "1 -> 2" },
    outcome: "refused",
    code: "forbidden",
  };
  await audit.write(note);
  const { items, nextCursor } = await audit.read();
  expect(items).toEqual([{ ...note, id: expect.stringMatching(/^\d+-\d+$/), at: expect.any(Number) }]);
  expect(nextCursor).toBeUndefined();
});

test("changes and submissions come as one, newest first, whole over any pages, also where several came in the same moment", async () => {
  const { audit, all } = openWorld();
  const notes = Array.from({ length: 120 }, (_, at): AuditNote => {
    const what = (["batch.pause", "generation.create", "account.set"] as const)[at % 3] ?? "batch.pause";
    return { ...paused, what, tenant: at % 2 === 0 ? "acme" : "other", details: { at: String(at) } };
  });
  await Promise.all(notes.map((note) => audit.write(note)));
  const whole = await all({ limit: 1000 });
  expect(whole).toHaveLength(120);
  expect(whole.map(({ at }) => at)).toEqual(whole.map(({ at }) => at).toSorted((one, other) => other - one));
  for (const limit of [1, 7, 50]) expect(await all({ limit })).toEqual(whole);
  expect(await all({ tenant: "other", limit: 7 })).toEqual(whole.filter(({ tenant }) => tenant === "other"));
  expect(await all({ what: "account.", limit: 7 })).toEqual(whole.filter(({ what }) => what === "account.set"));
  const middle = whole[60]?.at ?? 0;
  expect(await all({ sinceMs: middle })).toEqual(whole.filter(({ at }) => at >= middle));
  expect(await all({ sinceMs: Date.now() + 60_000 })).toEqual([]);
});

test("a flood of submissions pushes out no change, and all of it is bounded", async () => {
  const { audit, all, keys } = openWorld({ maxEntries: 200 });
  await audit.write(paused);
  for (let round = 0; round < 20; round += 1)
    await Promise.all(Array.from({ length: 50 }, () => audit.write({ ...paused, what: "generation.create" })));
  expect(await all({ what: "batch." })).toHaveLength(1);
  expect(await redis.xlen(keys.audit("submissions"))).toBeLessThan(350);
});

test("one tenant's flood of changes or refusals pushes out no other's: beyond its share it pushes out floods", async () => {
  const { audit, all, keys } = openWorld({ maxEntries: 200, maxSharedPerHour: 50 });
  await audit.write({ ...paused, tenant: "victim" }, { caller: "victim" });
  for (let round = 0; round < 20; round += 1)
    await Promise.all(
      Array.from({ length: 50 }, () =>
        audit.write({ ...paused, outcome: "refused", code: "forbidden" }, { caller: "flood" }),
      ),
    );
  expect(await all({ tenant: "victim" })).toHaveLength(1);
  expect(await redis.xlen(keys.audit("changes"))).toBe(51);
  expect(await redis.xlen(keys.audit("overflow"))).toBeLessThan(350);
  // The newest are there, wherever they stand.
  expect((await audit.read({ limit: 1 })).items).toMatchObject([{ tenant: "acme" }]);
  const names = await redis.keys(keys.auditShare("*"));
  expect(names).toHaveLength(2);
  for (const name of names) expect(await redis.pttl(name)).toBeGreaterThan(0);
});

test("what is older than its time is not told, and goes with the next entries", async () => {
  const { audit, all, keys } = openWorld({ keepMs: 60_000 });
  const old = Date.now() - 120_000;
  for (let at = 0; at < 300; at += 1)
    await redis.xadd(keys.audit("changes"), `${old}-${at}`, "entry", JSON.stringify(paused));
  expect(await all()).toEqual([]);
  await audit.write(paused);
  expect(await all()).toHaveLength(1);
  expect(await redis.xlen(keys.audit("changes"))).toBeLessThanOrEqual(101);
});

test("no secret, no control character and no long text gets in, and no entry is larger than its limit", async () => {
  const { audit, keys } = openWorld();
  const long = "🌊".repeat(5000);
  const details = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`${"n".repeat(100)}${at}`, `${long}\u001b[31m\u2028`]),
  );
  await audit.write({
    ...paused,
    tenant: "se\ncret",
    who: "a secret",
    about: { batch: `x${long}` },
    details: { why: "the secret word" },
  });
  await audit.write({ ...paused, details });
  await audit.write({ ...paused, who: long, tenant: long, about: details, details });
  const entries = (await redis.xrange(keys.audit("changes"), "-", "+")) as [string, string[]][];
  for (const [, [, json = ""]] of entries)
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(AUDIT_LIMITS.maxEntryBytes);
  const { items } = await audit.read();
  expect(JSON.stringify(items)).not.toMatch(/the secret|a secret|\\u001b|\\n/);
  expect(items.at(-1)).toMatchObject({
    who: "a [redacted]",
    tenant: "se?cret",
    details: { why: "the [redacted] word" },
  });
  expect(items.map(({ what }) => what)).toEqual(["batch.pause", "batch.pause", "batch.pause"]);
});

test.each(["", "x", "1-1", "1-1.3", "1-1.0 ", "(1-1.0", "+.0", "9".repeat(40)])(
  "the cursor %j, which no page gave, reads nothing",
  async (cursor) => {
    const { audit } = openWorld();
    await expect(audit.read({ cursor })).rejects.toMatchObject({ code: "bad_cursor" });
  },
);

test("one read looks at so many entries and no more, however rare what it looks for is", async () => {
  const { audit, keys } = openWorld();
  const json = JSON.stringify(paused);
  for (let part = 0; part < 13; part += 1) {
    const writes = redis.multi();
    for (let at = 0; at < 500; at += 1) writes.xadd(keys.audit("changes"), "*", "entry", json);
    await writes.exec();
  }
  const page = await audit.read({ tenant: "nobody" });
  expect(page.items).toEqual([]);
  expect(page.nextCursor).toBeDefined();
  expect(await audit.read({ tenant: "nobody", cursor: page.nextCursor ?? "" })).toEqual({ items: [] });
});
