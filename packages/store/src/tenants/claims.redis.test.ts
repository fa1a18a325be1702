import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import {
  type Claim,
  CLAIM_LIMITS,
  claimChange,
  dropClaim,
  noteClaim,
  releaseClaim,
  renewClaim,
  settleClaim,
} from "./claims.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

function openTenant() {
  const keys = createKeys(`test-${randomUUID()}`);
  const change = (name: string, digest = "d") => ({ tenant: "studio", keyHash: name, digest });
  const claim = (name: string, digest?: string): Promise<Claim> => claimChange(redis, keys, change(name, digest));
  const by = (name: string, attempt = 1) => ({ ...change(name), attempt });
  return { keys, claim, by };
}

test("a change is claimed by one, goes on with what was noted where it broke off, and is done once", async () => {
  const { keys, claim, by } = openTenant();
  expect(await claim("a")).toMatchObject({ result: "new", told: "", attempt: 1 });
  expect((await claim("a")).result).toBe("open");
  expect((await claim("a", "other")).result).toBe("other");
  expect(await noteClaim(redis, keys, by("a"), "half")).toBe(true);
  await releaseClaim(redis, keys, by("a"));
  const again = await claim("a");
  expect(again).toMatchObject({ result: "again", told: "half", attempt: 2 });
  // What an earlier try says no longer counts, whatever it is.
  for (const late of [
    () => noteClaim(redis, keys, by("a"), "late"),
    () => renewClaim(redis, keys, by("a")),
    () => settleClaim(redis, keys, by("a"), "late"),
    () => releaseClaim(redis, keys, by("a")),
    () => dropClaim(redis, keys, by("a")),
  ])
    expect(await late()).toBe(false);
  expect((await claim("a")).result).toBe("open");
  expect(await settleClaim(redis, keys, by("a", 2), "all")).toBe(true);
  expect(await claim("a")).toMatchObject({ result: "done", told: "all", claimedAt: again.claimedAt });
});

test("what is not done is never forgotten for others; too many of them are refused, and what is done makes room", async () => {
  const { keys, claim, by } = openTenant();
  const { most, mostOpen } = CLAIM_LIMITS;
  for (const name of ["broken", "under way"]) await claim(name);
  await releaseClaim(redis, keys, by("broken"));
  for (let at = 0; at < most + 5; at += 1) {
    await claim(`done-${at}`);
    await settleClaim(redis, keys, by(`done-${at}`), "x");
  }
  // Of those that are done the oldest five are forgotten.
  expect((await claim("done-4")).result).toBe("new");
  expect((await claim("done-5")).result).toBe("done");
  expect((await claim("under way")).result).toBe("open");
  expect((await claim("broken")).result).toBe("again");

  for (let at = 3; at < mostOpen; at += 1) expect((await claim(`open-${at}`)).result).toBe("new");
  const full = await claim("one more");
  expect(full.result).toBe("full");
  expect(full.claimedAt).toBeGreaterThan(Date.now());
  // What is known is answered nevertheless.
  expect((await claim("done-5")).result).toBe("done");
  await dropClaim(redis, keys, by("open-3"));
  expect((await claim("one more")).result).toBe("new");
  expect(await redis.exists(keys.once("studio", "open-3"))).toBe(0);
});
