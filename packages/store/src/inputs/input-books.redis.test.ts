import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type InputBooks, type Ledger, type NewGeneration, optional, storedInput } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, type RedisKeys } from "../keys.ts";
import { inputBooksConformance, newInput } from "@hailuo-queue/testkit/conformance";
import { randomUUID } from "node:crypto";
import { createRedisInputBooks } from "./input-books.ts";
import { createRedisLedger } from "../records/redis-ledger.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

interface World {
  readonly books: InputBooks;
  readonly ledger: Ledger;
  readonly keys: RedisKeys;
}

function openWorld(): World {
  const keys = createKeys(`test-${randomUUID()}`);
  return { keys, ledger: createRedisLedger({ redis, keys }), books: createRedisInputBooks({ redis, keys }) };
}

function wanting(id: string, hashes: readonly string[], changes: Partial<NewGeneration> = {}): NewGeneration {
  const [first, last] = hashes.map((sha256) => storedInput(sha256, "png").reference);
  return {
    id,
    request: {
      model: "MiniMax-Hailuo-02",
      prompt: "A cat",
      ...optional({ image_url: first, last_frame_image: last }),
      duration: 6,
      resolution: "768P",
    },
    batchId: "b",
    tenant: "alpha",
    objectKey: `b/${id}.mp4`,
    idempotencyKey: id,
    fingerprint: "f",
    ...changes,
  };
}

inputBooksConformance("the books in Redis", () => {
  const { books, ledger } = openWorld();
  const holding = new Map<string, string[]>();
  return {
    books,
    async take(tenant, sha256) {
      const id = randomUUID();
      await ledger.submit([wanting(id, [sha256], { tenant })]);
      holding.set(sha256, [...(holding.get(sha256) ?? []), id]);
    },
    async give(_tenant, sha256) {
      await ledger.transition(holding.get(sha256)?.pop() ?? "", { from: ["queued"], to: "cancelled" });
    },
  };
});

async function kept(books: InputBooks, ...contents: readonly string[]): Promise<readonly string[]> {
  for (const content of contents) await books.keep("alpha", newInput(content));
  return contents.map((content) => newInput(content).sha256);
}

async function usersOf({ books }: World, hashes: readonly string[]): Promise<readonly (number | undefined)[]> {
  return (await books.find("alpha", hashes)).map((input) => input?.users);
}

test("a generation takes each of its inputs once, however often it names one, and gives them back at its end", async () => {
  const world = openWorld();
  const hashes = await kept(world.books, "cat", "dog");
  const [cat = "", dog = ""] = hashes;
  await world.ledger.submit([wanting("g1", [cat, dog]), wanting("g2", [cat, cat]), wanting("g3", [])]);
  expect(await usersOf(world, hashes)).toEqual([2, 1]);
  // Sent again, as after a lost answer.
  await world.ledger.submit([wanting("g1", [cat, dog]), wanting("g2", [cat, cat])]);
  expect(await usersOf(world, hashes)).toEqual([2, 1]);
  await world.ledger.transition("g1", { from: ["queued"], to: "cancelled" });
  await world.ledger.transition("g1", { from: ["queued"], to: "cancelled" });
  expect(await usersOf(world, hashes)).toEqual([1, 0]);
  await refuse(world, "g2");
  expect(await usersOf(world, hashes)).toEqual([0, 0]);
});

/** Begins its create, which the provider refuses. */
async function refuse({ ledger, keys }: ReturnType<typeof openWorld>, id: string): Promise<void> {
  await redis.hset(keys.admitted, `${id}|b`, "1:1:default");
  await ledger.transition(id, { from: ["queued"], to: "creating", account: "default" });
  await ledger.transition(id, { from: ["creating"], to: "failed", account: "default" });
}

test("an input stays taken through all states between submit and end", async () => {
  const world = openWorld();
  const [cat = ""] = await kept(world.books, "cat");
  await world.ledger.submit([wanting("g1", [cat])]);
  await redis.hset(world.keys.admitted, "g1|b", "1:1:default");
  const moves = [
    ["queued", "creating"],
    ["creating", "queued"],
    ["queued", "creating"],
    ["creating", "submission_unknown"],
    ["submission_unknown", "generating"],
    ["generating", "downloading"],
  ] as const;
  for (const [from, to] of moves) {
    if (from === "queued") await redis.hset(world.keys.admitted, "g1|b", "1:1:default");
    expect(await world.ledger.transition("g1", { from: [from], to, account: "default" })).toMatchObject({
      outcome: "moved",
    });
    expect(await usersOf(world, [cat])).toEqual([1]);
  }
  await world.ledger.transition("g1", { from: ["downloading"], to: "succeeded", account: "default" });
  expect(await usersOf(world, [cat])).toEqual([0]);
});

test("a request that names what is not there, or another tenant's, is not written; the others of its call are", async () => {
  const world = openWorld();
  const [cat = ""] = await kept(world.books, "cat");
  await world.books.keep("beta", newInput("dog"));
  const dog = newInput("dog").sha256;
  const receipts = await world.ledger.submit([wanting("g1", [cat]), wanting("g2", [cat, dog]), wanting("g3", [cat])]);
  expect(receipts).toEqual([
    { result: "created", id: "g1" },
    { result: "input_gone", id: "g2", sha256: dog },
    { result: "created", id: "g3" },
  ]);
  expect(await world.ledger.get("g2")).toBeUndefined();
  expect(await world.ledger.batch("b")).toMatchObject({ total: 2, counts: { queued: 2 } });
  expect(await usersOf(world, [cat])).toEqual([2]);
  expect(await world.books.find("beta", [dog])).toMatchObject([{ users: 0 }]);
});

test("what was submitted before is there still when its input is gone", async () => {
  const world = openWorld();
  const [cat = ""] = await kept(world.books, "cat");
  await world.ledger.submit([wanting("g1", [cat])]);
  await world.ledger.transition("g1", { from: ["queued"], to: "cancelled" });
  expect(await world.books.remove("alpha", cat)).toBe("removed");
  expect(await world.ledger.submit([wanting("g9", [cat], { idempotencyKey: "g1" })])).toEqual([
    { result: "existing", id: "g1" },
  ]);
});

test("buying again takes the inputs again, and is refused with nothing changed when one is gone; a download needs none", async () => {
  const world = openWorld();
  const hashes = await kept(world.books, "cat", "dog");
  const [cat = "", dog = ""] = hashes;
  await world.ledger.submit([wanting("g1", [cat, dog])]);
  await refuse(world, "g1");
  expect(await world.ledger.transition("g1", { from: ["failed"], to: "queued", account: "default" })).toMatchObject({
    outcome: "moved",
  });
  expect(await usersOf(world, hashes)).toEqual([1, 1]);
  await refuse(world, "g1");
  await world.books.remove("alpha", dog);
  expect(await world.ledger.transition("g1", { from: ["failed"], to: "queued", account: "default" })).toEqual({
    outcome: "input_gone",
    sha256: dog,
  });
  expect(await world.ledger.get("g1")).toMatchObject({ state: "failed" });
  expect(await usersOf(world, hashes)).toEqual([0, undefined]);
  expect(await world.ledger.transition("g1", { from: ["failed"], to: "downloading", newRun: true })).toMatchObject({
    outcome: "moved",
  });
  await world.ledger.transition("g1", { from: ["downloading"], to: "failed" });
  expect(await usersOf(world, hashes)).toEqual([0, undefined]);
  await kept(world.books, "dog");
  expect(await world.ledger.transition("g1", { from: ["failed"], to: "queued", account: "default" })).toMatchObject({
    outcome: "moved",
  });
  expect(await usersOf(world, hashes)).toEqual([1, 1]);
});

test("submits beside a removal: each either has its input, or is told that it is gone", async () => {
  for (let round = 0; round < 20; round += 1) {
    const world = openWorld();
    const [cat = ""] = await kept(world.books, "cat");
    const submits = Array.from({ length: 10 }, (_, at) => world.ledger.submit([wanting(`g${at}`, [cat])]));
    const removal = round % 2 === 0 ? world.books.remove("alpha", cat) : world.books.expire(-1);
    const results = (await Promise.all(submits)).flat().map(({ result }) => result);
    await removal;
    const created = results.filter((result) => result === "created").length;
    expect(await usersOf(world, [cat])).toEqual([created === 0 ? undefined : created]);
    expect(created + results.filter((result) => result === "input_gone").length).toBe(10);
    expect(created === 0 || created === 10 || (await world.books.litter()).length === 0).toBe(true);
  }
});

test("a generation whose input has 20 MB costs Redis less than 2 KB, with the input's own books", async () => {
  const world = openWorld();
  const [first = ""] = await kept(world.books, "first");
  // What a tenant and a batch cost stands already.
  await world.ledger.submit([wanting("gen_0", [first])]);
  const before = await bytesOf(world.keys);
  const large = newInput("large");
  await world.books.keep("alpha", {
    ...large,
    facts: { kind: "image", type: "png", bytes: 20_000_000, width: 4000, height: 3000 },
  });
  await world.ledger.submit([wanting("gen_1", [large.sha256])]);
  expect((await bytesOf(world.keys)) - before).toBeLessThan(2048);
});

async function bytesOf({ prefix }: RedisKeys): Promise<number> {
  const keys = await redis.keys(`${prefix}:*`);
  const sizes = await Promise.all(keys.map((key) => redis.memory("USAGE", key, "SAMPLES", 0)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
