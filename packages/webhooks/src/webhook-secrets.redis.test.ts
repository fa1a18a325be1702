import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { Webhook } from "standardwebhooks";
import { createSecretBox, parseSecretKeys } from "./secret-box.ts";
import { openReceiver, openWebhookWorld } from "./__fixtures__/webhook-world.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const first = randomBytes(32).toString("base64");
const second = randomBytes(32).toString("hex");
const DAY_MS = 24 * 3_600_000;

async function storedIn({ keys }: ReturnType<typeof openWebhookWorld>): Promise<string> {
  return JSON.stringify(await redis.hgetall(keys.webhookSecrets));
}

test("with a key a secret stands in Redis encrypted, and says so; without one it stands readable, and says so", async () => {
  const sealed = openWebhookWorld(redis, { secretsKey: first });
  const made = await sealed.secrets.make("acme");
  expect(made.stored).toBe("encrypted");
  expect(await storedIn(sealed)).not.toContain(made.secret.slice(6));
  expect(await storedIn(sealed)).not.toContain("whsec_");
  expect(await sealed.secrets.current("acme")).toEqual([made.secret]);
  const plain = openWebhookWorld(redis);
  const { secret, stored } = await plain.secrets.make("acme");
  expect(stored).toBe("plain");
  expect(await storedIn(plain)).toContain(secret);
});

test("one that stands readable is encrypted when it is next used with a key, the ones before it, too", async () => {
  const world = openWebhookWorld(redis);
  const before = await world.secrets.make("acme");
  const after = await world.secrets.make("acme");
  const withKey = world.openSecrets(first);
  expect(await withKey.current("acme")).toEqual([after.secret, before.secret]);
  expect(await storedIn(world)).not.toContain("whsec_");
  expect(await withKey.current("acme")).toEqual([after.secret, before.secret]);
});

test("the form of earlier versions is read", async () => {
  const world = openWebhookWorld(redis);
  const stored = { current: "whsec_bmV3", previous: "whsec_b2xk", previousUntil: Date.now() + DAY_MS };
  await redis.hset(world.keys.webhookSecrets, "acme", JSON.stringify(stored));
  expect(await world.openSecrets(first).current("acme")).toEqual(["whsec_bmV3", "whsec_b2xk"]);
  expect(await storedIn(world)).not.toContain("whsec_");
});

test("keys are changed by naming the new one first: the old one still opens, and what is used is encrypted anew", async () => {
  const world = openWebhookWorld(redis, { secretsKey: first });
  const { secret } = await world.secrets.make("acme");
  expect(await world.openSecrets(`${second}, ${first}`).current("acme")).toEqual([secret]);
  expect(await world.openSecrets(second).current("acme")).toEqual([secret]);
  await expect(world.openSecrets(first).current("acme")).rejects.toThrow(
    /No key in HAILUO_SECRETS_KEY opens the webhook secret of tenant acme/,
  );
});

test("what was encrypted for one tenant opens for no other, and not when it was changed", () => {
  const box = createSecretBox(parseSecretKeys(first));
  const sealed = box.seal("whsec_a", "acme");
  expect(box.open(sealed, "acme")).toEqual({ text: "whsec_a", stale: false });
  expect(box.open(sealed, "other")).toBeUndefined();
  const flipped = sealed.at(-6) === "A" ? "B" : "A";
  expect(box.open(`${sealed.slice(0, -6)}${flipped}${sealed.slice(-5)}`, "acme")).toBeUndefined();
  expect(box.open("sealed:9:00000000:AAAA", "acme")).toBeUndefined();
  expect(box.seal("whsec_a", "acme")).not.toBe(sealed);
});

test.each([
  "short",
  randomBytes(31).toString("base64"),
  `${first},`.replace(",", ",zz"),
  randomBytes(33).toString("hex"),
])("%s is refused as a key without being shown", (text) => {
  expect(() => parseSecretKeys(text)).toThrow(/^Key \d of HAILUO_SECRETS_KEY is not 32 bytes as base64 or hex/);
  expect(() => parseSecretKeys(text)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(text.slice(-5)) }),
  );
});

test("two that are made at once lose nothing: both sign, and so does the one before them", async () => {
  const world = openWebhookWorld(redis, { secretsKey: first });
  const before = await world.secrets.make("acme");
  const made = await Promise.all([
    world.secrets.make("acme"),
    world.openSecrets(first).make("acme"),
    world.secrets.make("acme"),
  ]);
  const signing = await world.secrets.current("acme");
  expect(signing.toSorted()).toEqual([before, ...made].map(({ secret }) => secret).toSorted());
});

test("so many may be made in a day and no more; each of them signs for a day beside the newest", async () => {
  let nowMs = Date.now();
  const world = openWebhookWorld(redis, { now: () => nowMs });
  const made: string[] = [];
  for (let time = 0; time < 10; time += 1) made.push((await world.secrets.make("acme")).secret);
  await expect(world.secrets.make("acme")).rejects.toMatchObject({ name: "Error", retryAfterMs: DAY_MS });
  expect(await world.secrets.current("acme")).toEqual(made.toReversed());
  expect(await world.secrets.make("other")).toMatchObject({ stored: "plain" });
  nowMs += DAY_MS + 1;
  expect(await world.secrets.current("acme")).toEqual([made[9]]);
  await world.secrets.make("acme");
});

test("deliveries of a tenant whose secret no key opens wait, no attempt is counted, and they go when the key is there", async () => {
  const world = openWebhookWorld(redis, { secretsKey: first });
  const { secret } = await world.secrets.make("acme");
  await using receiver = await openReceiver(({ response }) => void response.writeHead(204).end());
  const url = `http://127.0.0.1:${receiver.port}/`;
  await (async () => {
    await using _wrongKey = await world.start({ key: second });
    const locked = once(world.settled, "locked");
    await world.tell("acme", url, 30);
    await locked;
    await world.openSecrets(second).make("honest");
    const delivered = world.settlements(1, (state) => state === "delivered");
    await world.tell("honest", url);
    await delivered;
  })();
  expect(receiver.calls).toHaveLength(1);
  expect(world.faults).toEqual([]);
  const waiting = await world.log.list("acme", { limit: 100 });
  expect(waiting.filter(({ state, attempts }) => state === "pending" && attempts === 0)).toHaveLength(30);
  // All of the tenant's rests for a while, so that they do not go round and round.
  expect((await world.deliveries.take(100)).granted).toEqual([]);
  expect(new Set(world.locked)).toEqual(new Set(["acme"]));
  expect(world.locked.length).toBeLessThanOrEqual(30);
  // The time is over.
  await redis.zadd(world.keys.webhooksDue, 1, "quick|acme");
  await using _rightKey = await world.start({ key: first });
  await receiver.until(31);
  const { headers, body } = receiver.calls[30]!;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toBeDefined();
});
