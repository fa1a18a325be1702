import { afterEach, expect, jest, test } from "@jest/globals";
import { gatherLostLocks } from "./lost-locks.ts";

afterEach(() => void jest.useRealTimers());

test("jobs that lost their locks are told once, together; each counts once, and other errors are left alone", () => {
  jest.useFakeTimers();
  const told: number[] = [];
  const locks = gatherLostLocks((jobs) => told.push(jobs));
  for (const message of [
    "could not renew lock for job poll.gen_1.3",
    "could not renew lock for job poll.gen_2.1",
    "Missing lock for job poll.gen_1.3. moveToFinished",
    "Lock mismatch for job poll.gen_3.1. Cmd moveToDelayed from active",
  ])
    expect(locks.takes(new Error(message))).toBe(true);
  expect(locks.takes(new Error("Missing key for job poll.gen_1.3. moveToFinished"))).toBe(false);
  expect(told).toEqual([]);
  jest.runAllTimers();
  expect(told).toEqual([3]);
  locks.takes(new Error("could not renew lock for job poll.gen_9.1"));
  locks.close();
  jest.runAllTimers();
  expect(told).toEqual([3, 1]);
});
