import { setImmediate as nextImmediate } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { giveWay, TURN_MS } from "./give-way.ts";

/** Works in steps of a millisecond, and tells how long it held the loop at most. */
async function work(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    const rest = giveWay();
    if (rest !== undefined) await rest;
  }
}

/** Once nobody works and nobody waits. */
async function freshTurn(): Promise<void> {
  await nextImmediate();
  await nextImmediate();
}

test("work of many turns lets others run in between, and each turn is shared by all who work", async () => {
  let turns = 0;
  let over = false;
  const counting = (async () => {
    while (!over) {
      turns += 1;
      await nextImmediate();
    }
  })();
  const [steps, workers] = [20, 5];
  await Promise.all(Array.from({ length: workers }, () => work(steps)));
  over = true;
  await counting;
  // A turn has room for TURN_MS steps and the one that passes it; each worker may do one more before it asks for the first time.
  expect(turns).toBeGreaterThanOrEqual(Math.floor((steps * workers) / (TURN_MS + 1)) - workers);
});

test("those who wait go on in their order", async () => {
  const order: number[] = [];
  await freshTurn();
  const until = performance.now() + TURN_MS + 1;
  expect(giveWay()).toBeUndefined();
  while (performance.now() < until);
  await Promise.all([1, 2, 3].map(async (number) => void (await giveWay(), order.push(number))));
  expect(order).toEqual([1, 2, 3]);
});

test("a short piece of work is not interrupted", async () => {
  await freshTurn();
  expect(giveWay()).toBeUndefined();
});
