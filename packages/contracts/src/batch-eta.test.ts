import { expect, test } from "@jest/globals";
import { estimateBatchEnd } from "./batch-eta.ts";
import type { BatchSummary } from "./batch.ts";
import { type HistoryPoint, NOTHING_HAPPENED } from "./history.ts";
import { GENERATION_STATES, type GenerationState } from "./states.ts";

const MINUTE_MS = 60_000;
const STEP_MS = 5000;

function batchOf(counts: Partial<Record<GenerationState, number>>, more: Partial<BatchSummary> = {}): BatchSummary {
  const all = Object.fromEntries(
    GENERATION_STATES.map((state) => [state, counts[state] ?? 0]),
  ) as BatchSummary["counts"];
  return {
    batchId: "b",
    tenant: "t",
    createdAt: 0,
    sealedAt: 0,
    phase: "sealed",
    total: Object.values(all).reduce((sum, count) => sum + count, 0),
    counts: all,
    invalid: 0,
    reservedMicroUsd: 0,
    spentMicroUsd: 0,
    ...more,
  };
}

test("nothing is told of what nobody can tell", () => {
  for (const unknown of [
    batchOf({ succeeded: 2, queued: 10 }),
    batchOf({ succeeded: 20 }),
    batchOf({ succeeded: 20, submission_unknown: 3 }),
    batchOf({ succeeded: 20, queued: 10 }, { paused: true }),
    batchOf({ succeeded: 20, queued: 10 }, { stopped: "budget" }),
    batchOf({ succeeded: 20, queued: 10 }, { phase: "open" }),
    // What ends first tells the time of one, not the pace of many.
    batchOf({ succeeded: 5, generating: 20, queued: 100 }),
    // A thousand that somebody cancelled say nothing of those that are made.
    batchOf({ succeeded: 1, cancelled: 1000, generating: 5, queued: 10 }),
  ])
    expect(estimateBatchEnd(unknown, 10 * MINUTE_MS)).toBeUndefined();
});

test("without a history the pace since its seal counts, the closer the more have ended", () => {
  const at = 10 * MINUTE_MS;
  const few = estimateBatchEnd(batchOf({ succeeded: 8, failed: 2, queued: 10 }), at);
  const many = estimateBatchEnd(batchOf({ succeeded: 800, failed: 200, queued: 1000 }), at);
  for (const end of [few, many]) {
    expect(end?.likely).toBe(20 * MINUTE_MS);
    expect(end?.earliest).toBeLessThan(20 * MINUTE_MS);
    expect(end?.latest).toBeGreaterThan(20 * MINUTE_MS);
  }
  const width = (end = few): number => (end?.latest ?? 0) - (end?.earliest ?? 0);
  expect(width(many)).toBeLessThan(width(few) / 5);
});

interface Scene {
  readonly total: number;
  /** How many may run at once. */
  readonly slots: (minute: number) => number;
  readonly pausedIn?: (minute: number) => boolean;
}

interface Look {
  readonly at: number;
  readonly likely: number;
  readonly isWithin: boolean;
  readonly doneRatio: number;
}

/** Runs a batch of tasks of 2 to 6 minutes, and compares each minute's estimate with the end that came. */
function play({ total, slots, pausedIn = () => false }: Scene): {
  readonly end: number;
  readonly looks: readonly Look[];
} {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const running: number[] = [];
  const points = new Map<number, { succeeded: number; paused: number }>();
  const told: { readonly at: number; readonly done: number; readonly end: ReturnType<typeof estimateBatchEnd> }[] = [];
  let queued = total;
  let done = 0;
  let now = 0;
  for (; done < total; now += STEP_MS) {
    const minute = Math.floor(now / MINUTE_MS);
    const point = points.get(minute) ?? { succeeded: 0, paused: 0 };
    points.set(minute, point);
    const isPaused = pausedIn(minute);
    if (isPaused) point.paused += 1;
    for (let at = running.length - 1; at >= 0; at -= 1)
      if ((running[at] ?? 0) <= now) {
        running.splice(at, 1);
        done += 1;
        point.succeeded += 1;
      }
    while (!isPaused && queued > 0 && running.length < slots(minute)) {
      queued -= 1;
      running.push(now + (2 + 4 * random()) * MINUTE_MS);
    }
    if (now % MINUTE_MS === 6 * STEP_MS) {
      const history = Array.from({ length: 61 }, (_, at) => minute - 60 + at)
        .filter((one) => one >= 0)
        .map((one): HistoryPoint => ({
          ...NOTHING_HAPPENED,
          at: one * MINUTE_MS,
          succeeded: points.get(one)?.succeeded ?? 0,
          waitedSeconds: { paused: points.get(one)?.paused ?? 0 },
        }));
      const batch = batchOf({ succeeded: done, generating: running.length, queued }, isPaused ? { paused: true } : {});
      told.push({ at: now, done, end: estimateBatchEnd(batch, now, history) });
    }
  }
  return {
    end: now,
    looks: told.flatMap(({ at, done: ended, end }) =>
      end === undefined
        ? []
        : [{ at, likely: end.likely, isWithin: end.earliest <= now && now <= end.latest, doneRatio: ended / total }],
    ),
  };
}

const shareWithin = (looks: readonly Look[]): number => looks.filter(({ isWithin }) => isWithin).length / looks.length;

test.each([
  ["at a steady pace", { total: 400, slots: () => 10 }],
  ["of few slots", { total: 60, slots: () => 3 }],
  ["after a slow start", { total: 400, slots: (minute: number) => (minute < 30 ? 1 : 12) }],
])("its end lies within the range that is told %s", (_name, scene: Scene) => {
  const { end, looks } = play(scene);
  // Of a slow start nobody knows that it will be faster.
  const later = looks.filter(({ at }) => at > end * 0.5);
  expect(later.length).toBeGreaterThan(10);
  expect(shareWithin(later)).toBeGreaterThan(0.85);
});

test.each([20, 45, 90, 300])("a pause of %i minutes in the middle does not make the rest look slower", (minutes) => {
  const scene = { total: 400, slots: () => 10, pausedIn: (minute: number) => minute >= 60 && minute < 60 + minutes };
  const { end, looks } = play(scene);
  const after = looks.filter(({ at }) => at > (66 + minutes) * MINUTE_MS);
  expect(after.length).toBeGreaterThan(20);
  expect(shareWithin(after)).toBeGreaterThan(0.85);
  for (const { at, likely } of after) expect(Math.abs(likely - end)).toBeLessThan(0.5 * (end - at) + 6 * MINUTE_MS);
});

test("once another batch takes half of the slots, the end that is told moves within minutes", () => {
  const { end, looks } = play({ total: 400, slots: (minute) => (minute < 60 ? 10 : 5) });
  const before = looks.filter(({ at }) => at > 50 * MINUTE_MS && at < 60 * MINUTE_MS);
  const after = looks.filter(({ at }) => at > 75 * MINUTE_MS);
  expect(before.every(({ likely }) => likely < end - 30 * MINUTE_MS)).toBe(true);
  expect(shareWithin(after)).toBeGreaterThan(0.85);
});

test("what gets faster again is told soon, too", () => {
  const { end, looks } = play({ total: 500, slots: (minute) => (minute >= 30 && minute < 70 ? 3 : 10) });
  const after = looks.filter(({ at }) => at > 90 * MINUTE_MS);
  expect(after.length).toBeGreaterThan(20);
  expect(shareWithin(after)).toBeGreaterThan(0.85);
  for (const { at, likely } of after) expect(Math.abs(likely - end)).toBeLessThan(0.5 * (end - at) + 6 * MINUTE_MS);
});
