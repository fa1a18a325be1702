import { setImmediate as nextImmediate } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createTurns, TURN_MS } from "./give-way.ts";

/** Turns by a clock that goes on when work is done, and never else. */
function openTurns(): { readonly giveWay: ReturnType<typeof createTurns>; work(ms: number): void } {
  let nowMs = 0;
  return { giveWay: createTurns(() => nowMs), work: (ms) => void (nowMs += ms) };
}

test("work of many turns lets others run in between, and each turn is shared by all who work", async () => {
  const { giveWay, work } = openTurns();
  let turns = 0;
  let over = false;
  const counting = (async () => {
    while (!over) {
      turns += 1;
      await nextImmediate();
    }
  })();
  const [steps, workers] = [20, 5];
  const worker = async (): Promise<void> => {
    for (let step = 0; step < steps; step += 1) {
      work(1);
      const rest = giveWay();
      if (rest !== undefined) await rest;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  over = true;
  await counting;
  // A turn has room for TURN_MS steps and the one that passes it; each worker may do one more before it asks for the
  // first time.
  expect(turns).toBeGreaterThanOrEqual(Math.floor((steps * workers) / (TURN_MS + 1)) - workers);
});

test("those who wait go on in their order", async () => {
  const { giveWay, work } = openTurns();
  const order: number[] = [];
  expect(giveWay()).toBeUndefined();
  work(TURN_MS);
  await Promise.all([1, 2, 3].map(async (number) => void (await giveWay(), order.push(number))));
  expect(order).toEqual([1, 2, 3]);
});

test("a short piece of work is not interrupted, and a turn ends when nobody waits", async () => {
  const { giveWay, work } = openTurns();
  expect(giveWay()).toBeUndefined();
  work(TURN_MS - 1);
  expect(giveWay()).toBeUndefined();
  work(1);
  expect(giveWay()).toBeInstanceOf(Promise);
  await nextImmediate();
  await nextImmediate();
  await nextImmediate();
  expect(giveWay()).toBeUndefined();
});
