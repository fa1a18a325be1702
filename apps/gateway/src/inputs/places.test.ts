import { expect, test } from "@jest/globals";
import { createPlaces } from "./places.ts";

const SMALL = { maxArrivingPerTenant: 2, maxWaitingPerTenant: 3 };

test("so many arrive at once, so many wait, and the next is told to come again", async () => {
  const places = createPlaces(SMALL);
  const first = await places.take("alpha");
  await places.take("alpha");
  const order: number[] = [];
  const waiting = [0, 1, 2].map(async (number) => {
    const free = await places.take("alpha");
    order.push(number);
    return free;
  });
  await expect(places.take("alpha")).rejects.toMatchObject({ status: 429, code: "too_many_arriving", extras: { retryAfterSeconds: 2 } });
  // Another tenant has places of its own.
  await places.take("beta");
  expect(order).toEqual([]);
  first();
  first();
  (await waiting[0])?.();
  (await waiting[1])?.();
  await waiting[2];
  expect(order).toEqual([0, 1, 2]);
});

test("a place that is free is taken without waiting, however often", async () => {
  const places = createPlaces(SMALL);
  for (let at = 0; at < 100; at += 1) (await places.take("alpha"))();
  const held = [await places.take("alpha"), await places.take("alpha")];
  expect(held).toHaveLength(2);
});
