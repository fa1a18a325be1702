import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createMemoryObjectStore } from "@hailuo-queue/testkit";
import { verifyStore } from "./verify-store.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A store that takes so long for each call. */
function slowStore(ms: number) {
  const store = createMemoryObjectStore();
  const slow =
    <Call extends unknown[], Result>(call: (...parts: Call) => Promise<Result>) =>
    async (...parts: Call): Promise<Result> => {
      await later(ms);
      return call(...parts);
    };
  return { ...store, put: slow(store.put), get: slow(store.get), delete: slow(store.delete) };
}

const options = { callMs: 5000, advice: "look" };

test("a store that answers each call in time passes, however long all of them take, and so do credentials that are slow to find", async () => {
  const checking = verifyStore(slowStore(4000), { ...options, prepare: () => later(4000) });
  for (let call = 0; call < 4; call += 1) await jest.advanceTimersByTimeAsync(4000);
  await checking;
});

test.each([
  [6000, 0, /did not answer within 5 s \(to write\); look/],
  [0, 6000, /did not answer within 5 s \(to find credentials\)/],
])(
  "a call of %d ms, or %d ms for credentials, is too slow, and the sentence says what was waited for",
  async (callMs, prepareMs, sentence) => {
    const checking = verifyStore(slowStore(callMs), { ...options, prepare: () => later(prepareMs) });
    checking.catch(() => undefined);
    for (let step = 0; step < 8; step += 1) await jest.advanceTimersByTimeAsync(1000);
    await expect(checking).rejects.toMatchObject({
      code: "storage_unreachable",
      message: expect.stringMatching(sentence),
    });
  },
);
