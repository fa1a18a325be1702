import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, KEY_PATTERNS, type KeyName } from "./keys.ts";
import { nameKeys } from "./name-keys.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const keys = createKeys("prod");
const names = Object.keys(KEY_PATTERNS) as KeyName[];
const filled = ["a", "b|c", "0"];

/** A name as TypeScript makes it. */
function nameOf(name: KeyName): string {
  const key = keys[name] as string | ((...parts: string[]) => string);
  return typeof key === "string" ? key : key(...filled);
}

test("every key of a deployment has its hash tag first, and none is another's", () => {
  const all = names.map(nameOf);
  expect(all.filter((name) => !/^\{prod\}:[^{}]+$/.test(name))).toEqual([]);
  const { laneNamed: _same, section: _too, ...others } = Object.fromEntries(names.map((name) => [name, nameOf(name)]));
  expect(new Set(Object.values(others)).size).toBe(Object.keys(others).length);
});

test("names stay what they are: a deployment's data stands under them", () => {
  expect(keys.states).toBe("{prod}:states");
  expect(keys.lane("normal|m", "acme", "b1")).toBe("{prod}:backlog:normal|m|acme|b1");
  expect(keys.batchItemsTogether("b1", "3")).toBe("{prod}:batch:b1:items:3");
  expect(keys.tasks("main~v2", 20_000)).toBe("{prod}:account:main~v2:tasks:20000");
  expect(keys.addressWaiting("acme", "10.0.0.1:443")).toBe("{prod}:webhooks:host-waiting:acme|10.0.0.1:443");
});

test("Lua makes the same name as TypeScript of every key", async () => {
  const calls = names.map((name) => {
    const inLua = `key_of.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    return KEY_PATTERNS[name].includes("{") ? `${inLua}(${filled.map((part) => `'${part}'`).join(", ")})` : inLua;
  });
  const text = `return { PLACES, KEYS[1], ${calls.join(", ")} }`;
  const { prelude, fixed, needsRoot } = nameKeys(text, "test");
  const places = [
    "{prod}:of-the-caller",
    ...fixed.map((name) => keys[name] as string),
    ...(needsRoot ? [keys.prefix] : []),
  ];
  expect(await redis.eval(prelude + text, places.length, ...places)).toEqual([
    1,
    "{prod}:of-the-caller",
    ...names.map(nameOf),
  ]);
});

test("a name that is not on the page is refused before anything is sent", () => {
  expect(() => nameKeys("return key_of.stats", "records/x")).toThrow(
    "records/x.lua names key_of.stats, which is not in keys.ts",
  );
});
