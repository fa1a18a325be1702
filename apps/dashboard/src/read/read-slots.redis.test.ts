import { createKeys } from "@hailuo-queue/store";
import { expect, test } from "@jest/globals";
import { openWorld, textItem } from "../__fixtures__/dashboard-world.ts";
import type { SlotHolders } from "./read-slots.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("who holds the slots is read from the slots, however much was made since, and all of them are counted", async () => {
  await using world = await openWorld(redisUrl);
  const keys = createKeys(world.prefix);
  await world.submit("old", [textItem("first", "first"), textItem("second", "second")]);
  const [first, second] = [await world.begin(), await world.begin()];
  // Newer ones in the same state, of which none has a slot of this account.
  await world.submit(
    "new",
    Array.from({ length: 250 }, (_, at) => textItem(`newer ${at}`)),
  );
  const { items } = await world.producer.list({ batchId: "new", limit: 250 });
  await world.redis.zadd(keys.states, ...items.flatMap(({ id }, at) => [Date.now() + at, `creating|${id}`]));
  // One whose record is gone, and one that was given its slot a moment ago.
  await world.redis.zadd(
    keys.slots("default"),
    Date.now() + 60_000,
    "gen_gone",
    Date.now() + 60_000,
    items[0]?.id ?? "",
  );

  const page = (await world.json("/api/accounts/default/slots")) as SlotHolders;
  expect(page.holders.map(({ id }) => id)).toEqual([first.id, second.id, items[0]?.id]);
  expect(page.total).toBe(4);
});
