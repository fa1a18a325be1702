import { expect, test } from "@jest/globals";
import { formatDuration, GENERATION_STATES } from "@hailuo-queue/contracts";
import picocolors from "picocolors";
import { renderBar, shareCells } from "./bar.ts";
import { displayWidth, fitWidth } from "./display-text.ts";
import { isLineDue, renderPlainLine } from "./plain-line.ts";
import { progressLine } from "./progress-line.ts";
import { renderProgress } from "./progress-view.ts";
import { createRateMeter } from "./rate-meter.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

const colors = picocolors.createColors(false);
const noon = new Date(2026, 10, 22, 12, 0, 5).getTime();

function snapshot(counts: Partial<ProgressSnapshot["counts"]>, rest: Partial<ProgressSnapshot> = {}): ProgressSnapshot {
  const all = Object.fromEntries(
    GENERATION_STATES.map((state) => [state, counts[state] ?? 0]),
  ) as ProgressSnapshot["counts"];
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  return {
    batchId: "prompts-1a2b3c4d",
    total,
    counts: all,
    nowMs: noon,
    startedAtMs: noon - 17_000,
    missing: 0,
    simulated: false,
    spentMicroUsd: 0,
    notices: [],
    ...rest,
  };
}

test("the display shows the whole, every state, the slots, the pace and the last failure", () => {
  const lines = renderProgress(
    snapshot(
      { queued: 7, creating: 1, generating: 7, succeeded: 8, failed: 1 },
      {
        slots: { used: 8, allowed: 8 },
        videosPerMinute: 31.76,
        eta: { ms: 28_000, isGuess: false },
        spentMicroUsd: 2_240_000,
        lastFailure: "en-03: flagged\nby the provider",
      },
    ),
    { columns: 60, colors },
  );
  expect(lines).toEqual([
    "prompts-1a2b3c4d  8 of 24 done · 8/8 slots",
    `${"█".repeat(18)}××${"▒".repeat(18)}${"░".repeat(16)}  33 %`,
    `  queued              7  ${"▪".repeat(10)}`,
    "  creating            1  ▪",
    `  generating          7  ${"▪".repeat(10)}`,
    "  downloading         0",
    `  succeeded           8  ${"▪".repeat(12)}`,
    "  failed              1  ▪",
    "  31.8 videos/min · ETA 28 s · elapsed 17 s · $2.24 spent",
    "  last failure: en-03: flagged by the provider",
  ]);
});

test("states that are rare are shown only when there are some", () => {
  const lines = renderProgress(snapshot({ overdue: 1, submission_unknown: 2, succeeded: 3 }), { columns: 80, colors });
  expect(lines.some((line) => /needs attention +2/.test(line))).toBe(true);
  expect(lines.some((line) => /overdue +1/.test(line))).toBe(true);
  expect(lines.join()).not.toContain("cancelled");
});

test("no line is wider than the terminal, whatever the width and the script", () => {
  for (const columns of [20, 33, 60, 100, 240]) {
    const lines = renderProgress(
      snapshot(
        { queued: 99_999, succeeded: 1 },
        {
          batchId: "b".repeat(128),
          lastFailure: "雨夜的江南古镇".repeat(20),
          notices: [{ key: "a", kind: "stops", text: "x".repeat(300) }],
        },
      ),
      { columns, colors },
    );
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  }
});

test("the bar has exactly its columns and shows even one of many", () => {
  expect(shareCells([1, 99_999], 40)).toEqual([1, 39]);
  expect(shareCells([1, 1, 1], 10)).toHaveLength(3);
  expect(shareCells([0, 0], 10)).toEqual([0, 0]);
  for (const counts of [
    [1, 1, 1],
    [5, 0, 3],
    [1, 2, 3, 4, 5, 6, 7],
    [1000, 1, 1, 1, 1],
  ]) {
    for (const columns of [3, 10, 53]) {
      const bar = renderBar(
        counts.map((count) => ({ count, paint: (text: string) => text })),
        columns,
      );
      expect(bar).toHaveLength(columns);
    }
  }
});

test("wide characters count two columns", () => {
  expect(displayWidth("雨ab🎬")).toBe(6);
  expect(fitWidth("雨夜的江南", 6)).toBe("雨夜…");
});

test("plain lines come first, after five seconds, after a tenth, and at the end", () => {
  const first = snapshot({ queued: 100 });
  expect(isLineDue(first, undefined)).toBe(true);
  expect(isLineDue(snapshot({ queued: 91, succeeded: 9 }, { nowMs: noon + 4999 }), first)).toBe(false);
  expect(isLineDue(snapshot({ queued: 90, succeeded: 10 }, { nowMs: noon + 100 }), first)).toBe(true);
  expect(isLineDue(snapshot({ queued: 100 }, { nowMs: noon + 5000 }), first)).toBe(true);
  const nearly = snapshot({ queued: 1, succeeded: 99 });
  expect(isLineDue(snapshot({ succeeded: 100 }), nearly)).toBe(true);
  expect(isLineDue(snapshot({ succeeded: 100 }), snapshot({ succeeded: 100 }))).toBe(false);
});

test("a plain line says what a person asks first", () => {
  expect(
    renderPlainLine(snapshot({ queued: 8, generating: 8, succeeded: 8 }, { eta: { ms: 12_000, isGuess: false } })),
  ).toBe("12:00:05 8/24 done · 8 generating · 8 queued · 0 failed · ETA 12 s");
});

test("the machine's line has every state and null for what is not known", () => {
  expect(progressLine(snapshot({ queued: 2 }))).toMatchObject({
    type: "progress",
    total: 2,
    queued: 2,
    failed: 0,
    eta_seconds: null,
  });
});

test("the rate is that of the window, and there is none before the first end", () => {
  const meter = createRateMeter(60_000);
  expect(meter.note(0, 0)).toBeUndefined();
  expect(meter.note(0, 10_000)).toBeUndefined();
  expect(meter.note(10, 30_000)).toBe(20);
  expect(meter.note(10, 89_000)).toBeCloseTo((10 / 79_000) * 60_000, 5);
  expect(meter.note(10, 95_000)).toBeUndefined();
});

test("durations read like speech", () => {
  expect([400, 59_400, 185_000, 7_800_000, 100_800_000].map(formatDuration)).toEqual([
    "0 s",
    "59 s",
    "3 min 05 s",
    "2 h 10 min",
    "1 d 4 h",
  ]);
});
