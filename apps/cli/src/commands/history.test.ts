import { expect, test } from "@jest/globals";
import { type HistoryPoint, type HistoryQuery, NOTHING_HAPPENED } from "@hailuo-queue/contracts";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { runCli } from "../run-cli.ts";
import { drawBars, showHistory } from "./history.ts";

const FIRST = Date.parse("2026-10-08T09:00:00Z");

/** Sixty-one minutes; in the last two something happened. */
function openHistory(lookedAt?: number) {
  const asked: (HistoryQuery | undefined)[] = [];
  const points = Array.from({ length: 61 }, (_, at): HistoryPoint => ({
    at: FIRST + at * 60_000,
    ...NOTHING_HAPPENED,
  }));
  points[59] = {
    ...points[59],
    succeeded: 1200,
    spentMicroUsd: 336_000_000,
    waitedSeconds: { slot: 9000 },
  } as HistoryPoint;
  points[60] = {
    ...points[60],
    created: 7,
    succeeded: 300,
    failed: { prompt_flagged: 3, timeout: 1 },
    waitedSeconds: { slot: 600, window: 60 },
    slotSeconds: 900,
    slotSecondsAllowed: 1200,
  } as HistoryPoint;
  return {
    asked,
    totals: async () => ({
      totals: [],
      oldestAt: {},
      reservedMicroUsd: {},
      now: FIRST,
      ...(lookedAt === undefined ? {} : { lookedAt }),
    }),
    history: async (query?: HistoryQuery) => {
      asked.push(query);
      return { scope: query?.scope ?? { kind: "all" as const }, step: "minute" as const, points };
    },
  };
}

test("for people it fits 80 columns: sums, a bar for each minute, and what failed and was waited for, most first", async () => {
  const shell = createCapturedShell();
  expect(await showHistory(openHistory(FIRST), { json: false }, shell)).toBe(0);
  const lines = shell.out().trimEnd().split("\n");
  expect(lines[0]).toBe("All work, 2026-10-08 09:00 to 2026-10-08 10:01 UTC, by minute");
  expect(lines).toContainEqual(expect.stringMatching(/^succeeded {4}1,500 +█▃$/));
  expect(lines).toContainEqual(expect.stringMatching(/^spent {6}\$336\.00 +█$/));
  expect(lines).toContainEqual(expect.stringMatching(/^waited {5}161 min +█▁$/));
  expect(lines.slice(-3)).toEqual([
    "Failed: prompt_flagged 3, timeout 1",
    "Waited: slot 160 min, window 60 s",
    "Slots used: 75 % of the time they were available.",
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test("for programs a line is a point, with every number that people see", async () => {
  const shell = createCapturedShell();
  const history = openHistory();
  const options = { account: "default", since: FIRST, step: "hour", json: true } as const;
  expect(await showHistory(history, options, shell)).toBe(0);
  expect(history.asked).toEqual([{ scope: { kind: "account", name: "default" }, sinceMs: FIRST, step: "hour" }]);
  expect(shell.json()).toHaveLength(61);
  expect(shell.json().at(-1)).toEqual({
    type: "history",
    scope: "account",
    name: "default",
    step: "minute",
    at: "2026-10-08T10:00:00.000Z",
    created: 7,
    succeeded: 300,
    cancelled: 0,
    failed: { prompt_flagged: 3, timeout: 1 },
    waited_seconds: { slot: 600, window: 60 },
    spent_usd: 0,
    slot_seconds: 900,
    slot_seconds_allowed: 1200,
    polls: 0,
  });
});

test("bars that have no room stand for some neighbours together, and the last for a whole number of them", () => {
  expect(drawBars([0, 1, 2, 4, 8], 8)).toBe(" ▂▃▅█");
  expect(drawBars([8, 0, 0, 4, 4], 3)).toBe("█ █");
  expect(drawBars([0, 0], 8)).toBe("");
});

test("two series cannot be asked for at once", async () => {
  const shell = createCapturedShell();
  expect(await runCli(["history", "--tenant", "a", "--batch", "b"], shell)).toBe(2);
  expect(shell.err()).toContain("cannot be used with option");
});

test("where no create worker adds to it that is said, with how long ago one did; polls are told to be those of ends", async () => {
  const shell = createCapturedShell();
  await showHistory(openHistory(FIRST - 570_000), { json: false }, shell);
  expect(shell.out()).toContain("Nothing was added for 9 min 30 s: a create worker does, and none runs");
  await showHistory(openHistory(), { json: false }, shell);
  expect(shell.out()).toContain("Nothing was added so far: ");
  expect(shell.out()).not.toContain("Polls are counted");
  const history = openHistory(FIRST);
  const points = [{ at: FIRST, ...NOTHING_HAPPENED, polls: 4 }];
  await showHistory(
    { ...history, history: async () => ({ scope: { kind: "all" as const }, step: "minute" as const, points }) },
    { json: false },
    shell,
  );
  expect(shell.out()).toContain("Polls are counted when their task ends");
});
