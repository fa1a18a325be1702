import { expect, test } from "@jest/globals";
import { admissibleCreates } from "./admissible.ts";
import type { AccountUsage } from "./ports/admission.ts";

const usage = (changes: Partial<AccountUsage> = {}): AccountUsage => ({
  account: "default",
  slotsUsed: 5,
  slotsAllowed: 20,
  createWindowUsed: 0,
  createPerMinute: 20,
  windows: [],
  backlog: 1000,
  ...changes,
});
const create = (used: number, limit: number) => ({ callType: "create", windowMs: 60_000, used, limit }) as const;

test.each([
  ["no account", [], 0],
  ["free slots", [usage()], 15],
  ["what waits, where it is less", [usage({ backlog: 4 })], 4],
  ["the slots that the provider takes now", [usage({ slotsTaken: 8 })], 3],
  ["the fullest window", [usage({ windows: [create(18, 20), create(1, 500)] })], 2],
  ["not the windows of other calls", [usage({ windows: [{ ...create(20, 20), callType: "query" }] })], 15],
  ["none over the limit", [usage({ slotsUsed: 25 })], 0],
  ["the sum of the accounts, of one backlog", [usage(), usage({ account: "b", slotsUsed: 0 })], 35],
  ["none of an account that is paused", [usage({ paused: true }), usage({ account: "b" })], 15],
  ["none of one that is drained", [usage({ draining: true })], 0],
  ["none of one that rests", [usage({ pausedUntil: 1 })], 0],
  [
    "none of one that the provider refuses",
    [usage({ refusing: { since: 0, times: 1, lastAt: 0, reason: "no", stopped: true } })],
    0,
  ],
])("what could be created now: %s", (_, accounts, expected) => {
  expect(admissibleCreates(accounts)).toBe(expected);
});
