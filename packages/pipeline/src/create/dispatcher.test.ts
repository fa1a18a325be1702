import { afterEach, describe, expect, test } from "@jest/globals";
import { setImmediate as endOfTurn } from "node:timers/promises";
import type { Admission, AdmissionResult, Grant } from "@hailuo-queue/contracts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function grantOf(number: number): Grant {
  return { generationId: `g${number}`, batchId: "b", run: number, account: "default" };
}

/** A dispatcher whose admission answers with these, one a call, and with an empty backlog when they are used up. */
async function openWorld(answers: AdmissionResult[]) {
  const said: string[] = [];
  let told: () => void = () => undefined;
  const admission: Pick<Admission, "admit" | "waitForWake"> = {
    admit: async () => {
      said.push("admit");
      return answers.shift() ?? { grants: [], backlogEmpty: true };
    },
    waitForWake: (_timeoutMs, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        told();
      }),
  };
  const dispatcher: Dispatcher = createDispatcher({
    admission: admission as Admission,
    begin: async (grants) => void said.push(...grants.map(({ generationId }) => generationId)),
    onError: (error) => void said.push(String(error)),
  });
  const stop = new AbortController();
  const waits = new Promise<void>((resolve) => {
    told = resolve;
  });
  const run = dispatcher.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await run;
  };
  stops.push(end);
  await waits;
  said.length = 0;
  return { said, successor: dispatcher.successor, end };
}

const NOTHING_NOW: AdmissionResult = { grants: [], backlogEmpty: false };

describe("a slot that is freed in this process", () => {
  test("is given on without a wake, after what its turn has sent, once for all of the turn", async () => {
    const { said, successor } = await openWorld([NOTHING_NOW, { grants: [grantOf(1), grantOf(2)], backlogEmpty: false }]);
    expect(successor.isReady()).toBe(true);
    setImmediate(() => said.push("transition"));
    const first = successor.slotFreed();
    setImmediate(() => said.push("transition"));
    await Promise.all([first, successor.slotFreed()]);
    expect(said).toEqual(["transition", "transition", "admit", "g1", "g2"]);
  });

  test("wakes others where nothing waited at the last look", async () => {
    const { said, successor } = await openWorld([NOTHING_NOW, { grants: [grantOf(1)], backlogEmpty: true }]);
    await successor.slotFreed();
    expect(said).toEqual(["admit", "g1"]);
    expect(successor.isReady()).toBe(false);
  });

  test("is left to others once the dispatcher has ended", async () => {
    const { said, successor, end } = await openWorld([NOTHING_NOW]);
    await end();
    expect(successor.isReady()).toBe(false);
    await successor.slotFreed();
    expect(said).toEqual([]);
  });
});

test("a window that opens is looked at in time, though the loop was told nothing of it", async () => {
  const { said, successor } = await openWorld([
    NOTHING_NOW,
    { grants: [grantOf(1)], backlogEmpty: false, nextInMs: 5 },
    { grants: [grantOf(2)], backlogEmpty: false },
  ]);
  await successor.slotFreed();
  while (!said.includes("g2")) await endOfTurn();
  expect(said).toEqual(["admit", "g1", "admit", "g2"]);
});

test("an admission that fails is told, and does no harm to who freed the slot", async () => {
  const told: string[] = [];
  const dispatcher = createDispatcher({
    admission: { admit: () => Promise.reject(new Error("away")) } as unknown as Admission,
    begin: async () => undefined,
    onError: (error) => void told.push(String(error)),
  });
  const stop = new AbortController();
  const run = dispatcher.run(stop.signal);
  await dispatcher.successor.slotFreed();
  stop.abort();
  await run;
  expect(told).toEqual(["Error: away", "Error: away"]);
});
