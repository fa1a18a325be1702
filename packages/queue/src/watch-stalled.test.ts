import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { watchStalled } from "./watch-stalled.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Notes at which ms of the stand-in clock somebody looked, and when jobs were put back. */
function openWatch(countActive: () => Promise<number>) {
  const from = Date.now();
  const looks: number[] = [];
  const checks: number[] = [];
  const errors: unknown[] = [];
  const watch = watchStalled({
    countActive: () => {
      looks.push(Date.now() - from);
      return countActive();
    },
    putBack: async () => checks.push(Date.now() - from),
    onError: (error) => errors.push(error),
  });
  return { watch, looks, checks, errors };
}

test("a queue on which nobody works is looked at every 8 s, and never checked", async () => {
  const { watch, looks, checks } = openWatch(async () => 0);
  await jest.advanceTimersByTimeAsync(24_000);
  expect(looks).toEqual([0, 8000, 16_000, 24_000]);
  expect(checks).toEqual([]);
  watch.close();
  await jest.advanceTimersByTimeAsync(24_000);
  expect(looks).toHaveLength(4);
});

test("the death of a worker that takes a job just after a look is seen within 12 s, as documented", async () => {
  let active = 0;
  const { watch, checks } = openWatch(async () => active);
  await jest.advanceTimersByTimeAsync(1);
  // It took the job and died at once: its lock ends at 10,001 ms. The first check marks, one after the lock puts back.
  active = 1;
  await jest.advanceTimersByTimeAsync(12_000);
  expect(checks[0]).toBeLessThan(10_001);
  expect(checks.some((at) => at > 10_001 && at <= 12_001)).toBe(true);
  watch.close();
});

test("a look that fails is told, and the next one follows", async () => {
  let fails = true;
  const { watch, checks, errors } = openWatch(async () => {
    if (fails) throw new Error("Redis is away");
    return 1;
  });
  await jest.advanceTimersByTimeAsync(1999);
  fails = false;
  await jest.advanceTimersByTimeAsync(1);
  expect(errors).toHaveLength(1);
  expect(checks).toEqual([2000]);
  watch.close();
});
