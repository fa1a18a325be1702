import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { beginResend, RESEND_LIMITS, type ResendBegun, type ResendOutcome, settleResend } from "./resends.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

function openKey() {
  const keys = createKeys(`test-${randomUUID()}`);
  const sent = { tenant: "studio", keyId: "k1", digest: "d1" };
  let drawn = 0;
  const begin = (how: { mayRepeat?: boolean; waits?: boolean; since?: number; digest?: string } = {}) => {
    drawn += 1;
    return beginResend(redis, keys, { ...sent, name: String(drawn), mayRepeat: true, waits: false, ...how });
  };
  const settle = (name: string, outcome: ResendOutcome, digest = sent.digest): Promise<void> =>
    settleResend(redis, keys, { ...sent, digest, name }, outcome);
  return { keys, sent, begin, settle };
}

const nameOf = (begun: ResendBegun): string => ("name" in begun ? begun.name : "");

test("what was not heard is given to whoever sends the same again, to one of them, and the others are new", async () => {
  const { begin, settle } = openKey();
  expect(await begin()).toEqual({ name: "1", again: false });
  await settle("1", "unheard");
  const tries = await Promise.all(Array.from({ length: 20 }, () => begin()));
  expect(tries.filter((begun) => "again" in begun && begun.again).map(nameOf)).toEqual(["1"]);
  expect(new Set(tries.map(nameOf)).size).toBe(20);
  // Not heard again: it is there for the next.
  await settle("1", "unheard");
  expect(await begin()).toEqual({ name: "1", again: true });
});

test("what was told is over, what is being answered is nobody else's, and another content or key is a create of its own", async () => {
  const { keys, sent, begin, settle } = openKey();
  await begin();
  expect(await begin()).toEqual({ name: "2", again: false });
  await settle("1", "told");
  await settle("2", "unheard");
  expect(await begin({ digest: "d2" })).toEqual({ name: "3", again: false });
  const stranger = { ...sent, keyId: "k2", name: "x", mayRepeat: true, waits: true };
  expect(await beginResend(redis, keys, stranger)).toEqual({ name: "x", again: false });
  expect(await begin({ mayRepeat: false })).toEqual({ name: "4", again: false });
  expect(await begin()).toEqual({ name: "2", again: true });
  await Promise.all(["2", "4"].map((name) => settle(name, "told")));
  await settle("3", "told", "d2");
  await settle("x", "told");
  expect(await redis.keys(`${keys.prefix}:*k1*`)).toEqual([]);
});

test("of a crowd of equal creates under way the latest are remembered, so that each costs Redis little", async () => {
  const { begin, settle } = openKey();
  const crowd = 100;
  for (let at = 1; at <= crowd; at += 1) expect(await begin()).toEqual({ name: String(at), again: false });
  for (let at = 1; at <= crowd; at += 1) await settle(String(at), "unheard");
  const names: string[] = [];
  for (let at = 0; at < 32; at += 1) names.push(nameOf(await begin()));
  expect(names).toEqual(Array.from({ length: 32 }, (_, at) => String(crowd - 31 + at)));
  expect(await begin()).toMatchObject({ again: false });
});

test("who says that it sends again waits for what is being answered, and not for what came after it", async () => {
  const { begin, settle } = openKey();
  await begin();
  const waiting = (await begin({ waits: true })) as { readonly waitMs: number; readonly since: number };
  expect(waiting.waitMs).toBeGreaterThan(0);
  expect(waiting.waitMs).toBeLessThanOrEqual(RESEND_LIMITS.leaseMs);
  await settle("1", "told");
  // Redis counts in ms: the next is one that came later.
  for (;;) {
    const [seconds, micros] = (await redis.time()) as unknown as [number, number];
    if (seconds * 1000 + Math.floor(micros / 1000) > waiting.since) break;
  }
  await begin();
  expect(await begin({ waits: true, since: waiting.since })).toMatchObject({ again: false });
});

test("a gateway that says nothing more is dead, and what it was answering is found; only the newest are kept", async () => {
  const { keys, sent, begin, settle } = openKey();
  await begin();
  const fields = await redis.hgetall(keys.resends(sent.tenant, sent.keyId));
  const [, begun = ""] = /^1:\d+:(\d+)$/.exec(fields["d1"] ?? "") ?? [];
  await redis.hset(keys.resends(sent.tenant, sent.keyId), "d1", `1:${begun}:${begun}`);
  expect(await begin()).toEqual({ name: "1", again: true });
  for (let at = 0; at < RESEND_LIMITS.most; at += 1) await begin({ digest: `e${at}` });
  expect(await redis.zcard(keys.resendAges(sent.tenant, sent.keyId))).toBe(RESEND_LIMITS.most);
  await settle("1", "unheard");
  expect(nameOf(await begin())).not.toBe("1");
  await redis.zadd(keys.resendAges(sent.tenant, sent.keyId), 1, "e999 1002");
  await begin({ digest: "f" });
  expect(await redis.hget(keys.resends(sent.tenant, sent.keyId), "e999")).toBeNull();
});
