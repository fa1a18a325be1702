import type { AccountUsage } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { describeCreates, describeTroubles, minuteCell, otherWindows, stateCell, whyStopped } from "./account-words.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const usage: AccountUsage = {
  account: "main",
  slotsUsed: 2,
  slotsAllowed: 8,
  createWindowUsed: 3,
  createPerMinute: 20,
  windows: [
    { callType: "create", limit: 20, windowMs: 60_000, used: 3 },
    { callType: "create", limit: 500, windowMs: 86_400_000, used: 30 },
    { callType: "query", limit: 5, windowMs: 1000, used: 1 },
  ],
  backlog: 7,
};

test("an account that may work is active, and what the provider does not let it do is told", () => {
  expect([stateCell(usage, NOW), describeTroubles(usage, NOW)]).toEqual(["active", []]);
  const lowered = { ...usage, slotsTaken: 5, disabledModels: { "MiniMax-Hailuo-02": NOW + 60_000 } };
  expect([stateCell(lowered, NOW), ...describeTroubles(lowered, NOW)]).toEqual([
    "active",
    "the provider accepts fewer tasks at once: 5 of 8 are used now, and gradually more",
    "MiniMax-Hailuo-02 is refused to it; not tried until 2026-11-22T12:01:00.000Z",
  ]);
  const refused = { ...usage, pausedUntil: NOW + 1000, pausedReason: "no balance" };
  expect([stateCell(refused, NOW), ...describeTroubles(refused, NOW)]).toEqual([
    "refused until 2026-11-22T12:00:01.000Z",
    "refused: no balance",
  ]);
  expect([
    stateCell({ ...refused, paused: true }, NOW),
    ...describeTroubles({ ...refused, paused: true }, NOW),
  ]).toEqual(["paused by a user"]);
});

test("a refusal is told over the tries between its rests, and after it for a while", () => {
  const refusing = {
    since: NOW - 60_000,
    times: 45,
    lastAt: NOW - 1000,
    reason: "rate_limited: slow down",
    stopped: true,
  } as const;
  const tried = { ...usage, refusing };
  const words =
    "refused 45 times since 2026-11-22T11:59:00.000Z, last at 2026-11-22T11:59:59.000Z; one is tried now: rate_limited: slow down";
  expect([stateCell(tried, NOW), ...describeTroubles(tried, NOW)]).toEqual(["refused, tried again", words]);
  expect(whyStopped(tried, NOW)).toBe(words);
  const resting = { ...usage, pausedUntil: NOW + 1000, refusing: { ...refusing, nextTryAt: NOW + 1000 } };
  expect(stateCell(resting, NOW)).toBe("refused until 2026-11-22T12:00:01.000Z");
  expect(whyStopped(resting, NOW)).toContain("the next try is at 2026-11-22T12:00:01.000Z");
  const { stopped: _stopped, ...over } = refusing;
  expect([stateCell({ ...usage, refusing: over }, NOW), whyStopped({ ...usage, refusing: over }, NOW)]).toEqual([
    "active, partly refused",
    undefined,
  ]);
  expect(describeTroubles({ ...usage, refusing: over }, NOW)[0]).toContain("others go on");
});

test("slots of creates whose answers were lost are told", () => {
  expect(describeTroubles({ ...usage, slotsLost: 3 }, NOW)[0]).toMatch(/^3 of 8 slots are held by creates/);
});

test("what stops an account is told, a user's word first, and a pause that is over is none", () => {
  expect(whyStopped({ ...usage, draining: true, paused: true }, NOW)).toMatch(/^draining/);
  expect(whyStopped({ ...usage, paused: true, pausedUntil: NOW + 1 }, NOW)).toBe("paused by a user");
  expect(whyStopped({ ...usage, pausedUntil: NOW + 1000, pausedReason: "no balance" }, NOW)).toBe(
    "refused until 2026-11-22T12:00:01.000Z: no balance",
  );
  expect(whyStopped({ ...usage, pausedUntil: NOW }, NOW)).toBeUndefined();
});

test("windows of a minute have columns, the others are listed, and none is none", () => {
  expect(["create", "query", "files"].map((side) => minuteCell(usage, side as "create"))).toEqual(["3/20", "-", "-"]);
  expect(otherWindows(usage)).toBe("creates/day 30/500, queries/second 1/5");
  expect(describeCreates(usage)).toBe("3 of 20 creates in the last minute");
  expect(describeCreates({ ...usage, windows: [], createPerMinute: 0 })).toBe("creates not limited");
});
