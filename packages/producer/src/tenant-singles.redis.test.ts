import { randomUUID } from "node:crypto";
import { createKeys } from "@hailuo-queue/store";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { afterEach, expect, test } from "@jest/globals";
import { openProducer } from "./open-producer.ts";
import type { SinglesPage } from "./tenant-singles.ts";
import type { TenantProducer } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const own = producer.forTenant("acme");
  const submit = async (): Promise<string> => (await own.submit({ request }, { batchId: "b" })).id;
  return { producer, redis, keys: createKeys(prefix), own, submit };
}

async function walk(own: TenantProducer, page: SinglesPage): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const { items, hasMore } = await own.singles("b", after === undefined ? page : { ...page, after });
    seen.push(...items.map(({ id }) => id));
    after = items.at(-1)?.id;
    if (!hasMore) return seen;
  }
}

test("a batch is paged from either end, whatever was forgotten at its front, within it and at its end", async () => {
  const { own, submit } = await openWorld();
  const ids: string[] = [];
  for (let at = 0; at < 12; at += 1) ids.push(await submit());
  const gone = [0, 1, 4, 5, 6, 11];
  for (const at of gone) {
    await own.cancel(ids[at] ?? "");
    expect(await own.forget(ids[at] ?? "")).toBe(true);
  }
  const left = ids.filter((_id, at) => !gone.includes(at));
  for (const limit of [1, 2, 3, 5, 100]) {
    expect(await walk(own, { order: "oldest", limit })).toEqual(left);
    expect(await walk(own, { order: "newest", limit })).toEqual(left.toReversed());
  }
  const later = await submit();
  expect((await own.singles("b", { order: "newest", limit: 1 })).items.map(({ id }) => id)).toEqual([later]);
});

test("nothing is listed behind what is not of the batch, and nobody else's batch at all", async () => {
  const { producer, own, submit } = await openWorld();
  await submit();
  const { id: other } = await own.submit({ request }, { batchId: "c" });
  const { id: theirs } = await producer.forTenant("other").submit({ request }, { batchId: "theirs" });
  for (const after of [other, theirs, "gen_0"])
    await expect(own.singles("b", { order: "newest", limit: 5, after })).rejects.toMatchObject({ code: "bad_cursor" });
  expect(await own.singles("theirs", { order: "newest", limit: 5 })).toEqual({ items: [], hasMore: false });
});

test("only what has ended is forgotten, by its own tenant, and nothing of it is left in Redis", async () => {
  const { producer, redis, keys, own, submit } = await openWorld();
  const id = await submit();
  expect(await own.forget(id)).toBe(false);
  await own.cancel(id);
  await expect(producer.forTenant("other").forget(id)).rejects.toMatchObject({ code: "unknown_generation" });
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => own.forget(id)));
  expect(answers.filter((answer) => answer.status === "fulfilled" && answer.value)).toHaveLength(1);
  await expect(own.get(id)).rejects.toMatchObject({ code: "unknown_generation" });
  expect(await own.singles("b", { order: "oldest", limit: 5 })).toEqual({ items: [], hasMore: false });
  // With its last one the batch went, and with that what it counted in the tenant's bytes.
  expect(await producer.batch("b")).toBeUndefined();
  expect(await redis.hget(keys.tenant("acme"), "bytes.kept")).toBe("0");
});
