import type { AccountUsage } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { describeCreates, describeState, minuteCell, otherWindows, whyStopped } from "./account-words.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const usage: AccountUsage = {
  account: "main",
  slotsUsed: 2,
  slotsAllowed: 8,
  createWindowUsed: 3,
  createPerMinute: 20,
  windows: [
    { surface: "create", limit: 20, windowMs: 60_000, used: 3 },
    { surface: "create", limit: 500, windowMs: 86_400_000, used: 30 },
    { surface: "query", limit: 5, windowMs: 1000, used: 1 },
  ],
  backlog: 7,
};

test("an account that may work is active, with what the provider does not let it do", () => {
  expect(describeState(usage, NOW)).toBe("active");
  expect(describeState({ ...usage, slotsTaken: 5, disabledModels: { "MiniMax-Hailuo-02": NOW + 60_000 } }, NOW)).toBe(
    "active; the provider takes 5 tasks at once now; no MiniMax-Hailuo-02 until 2026-11-22T12:01:00.000Z",
  );
});

test("what stops an account is told, a user's word first, and a pause that is over is none", () => {
  expect(whyStopped({ ...usage, draining: true, held: true }, NOW)).toMatch(/^draining/);
  expect(whyStopped({ ...usage, held: true, pausedUntil: NOW + 1 }, NOW)).toBe("paused by a user");
  expect(whyStopped({ ...usage, pausedUntil: NOW + 1000, pausedReason: "no balance" }, NOW)).toBe(
    "refused until 2026-11-22T12:00:01.000Z: no balance",
  );
  expect(whyStopped({ ...usage, pausedUntil: NOW }, NOW)).toBeUndefined();
});

test("windows of a minute have columns, the others are listed, and none is none", () => {
  expect(["create", "query", "files"].map((surface) => minuteCell(usage, surface as "create"))).toEqual(["3/20", "-", "-"]);
  expect(otherWindows(usage)).toBe("creates/day 30/500, queries/second 1/5");
  expect(describeCreates(usage)).toBe("3 of 20 creates in the last minute");
  expect(describeCreates({ ...usage, windows: [], createPerMinute: 0 })).toBe("creates not limited");
});
