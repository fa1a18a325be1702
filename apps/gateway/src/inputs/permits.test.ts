import { expect, test } from "@jest/globals";
import { createPermits } from "./permits.ts";

const SMALL = { maxArrivingPerTenant: 2, maxWaitingPerTenant: 3 };

test("so many arrive at once, so many wait, and the next is told to come again", async () => {
  const permits = createPermits(SMALL);
  const first = await permits.take("alpha");
  await permits.take("alpha");
  const order: number[] = [];
  const waiting = [0, 1, 2].map(async (number) => {
    const free = await permits.take("alpha");
    order.push(number);
    return free;
  });
  await expect(permits.take("alpha")).rejects.toMatchObject({
    status: 429,
    code: "too_many_arriving",
    extras: { retryAfterSeconds: 2 },
  });
  // Another tenant has places of its own.
  await permits.take("beta");
  expect(order).toEqual([]);
  first();
  first();
  (await waiting[0])?.();
  (await waiting[1])?.();
  await waiting[2];
  expect(order).toEqual([0, 1, 2]);
});

test("a permit that is free is taken without waiting, however often", async () => {
  const permits = createPermits(SMALL);
  for (let at = 0; at < 100; at += 1) (await permits.take("alpha"))();
  const held = [await permits.take("alpha"), await permits.take("alpha")];
  expect(held).toHaveLength(2);
});
