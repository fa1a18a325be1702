import { expect, jest, test } from "@jest/globals";
import { goAwayAtTimes } from "./go-away-at-times.ts";

test("it is there for ten seconds, away for five, and so on until it is stopped", () => {
  jest.useFakeTimers();
  const told: string[] = [];
  const front = { shut: () => void told.push("away"), open: async () => void told.push("back") };
  const stop = goAwayAtTimes(front, { everyMs: 15_000, forMs: 5_000 });
  const after = (ms: number): string => {
    jest.advanceTimersByTime(ms);
    return told.splice(0).join(" ");
  };
  expect([after(9_999), after(1), after(4_999), after(1), after(10_000), after(5_000)]).toEqual([
    "",
    "away",
    "",
    "back",
    "away",
    "back",
  ]);
  stop();
  expect(after(60_000)).toBe("");
  jest.useRealTimers();
});
