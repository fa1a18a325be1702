import { type BatchSummary, GENERATION_STATES, type GenerationState } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { estimateEnd } from "./estimate-end.ts";

const MINUTE_MS = 60_000;

function batch(counts: Partial<Record<GenerationState, number>>, more: Partial<BatchSummary> = {}): BatchSummary {
  const all = Object.fromEntries(
    GENERATION_STATES.map((state) => [state, counts[state] ?? 0]),
  ) as BatchSummary["counts"];
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  return {
    batchId: "b",
    tenant: "t",
    createdAt: 0,
    phase: "sealed",
    total,
    counts: all,
    invalid: 0,
    reservedMicroUsd: 0,
    spentMicroUsd: 0,
    ...more,
  };
}

test("the end lies around what the pace so far tells, the closer the more have ended", () => {
  const at = 10 * MINUTE_MS;
  const few = estimateEnd(batch({ succeeded: 8, failed: 2, queued: 10 }), at);
  const many = estimateEnd(batch({ succeeded: 800, failed: 200, queued: 1000 }), at);
  for (const end of [few, many]) {
    expect(end?.earliest).toBeGreaterThan(at);
    expect(end?.earliest).toBeLessThan(20 * MINUTE_MS);
    expect(end?.latest).toBeGreaterThan(20 * MINUTE_MS);
  }
  const width = (end = few): number => (end?.latest ?? 0) - (end?.earliest ?? 0);
  expect(width(many)).toBeLessThan(width(few) / 5);
});

test("nothing is told of what nobody can tell", () => {
  const at = 10 * MINUTE_MS;
  for (const unknown of [
    batch({ succeeded: 2, queued: 10 }),
    batch({ succeeded: 20 }),
    batch({ succeeded: 20, submission_unknown: 3 }),
    batch({ succeeded: 20, queued: 10 }, { paused: true }),
    batch({ succeeded: 20, queued: 10 }, { stopped: "budget" }),
    batch({ succeeded: 20, queued: 10 }, { phase: "open" }),
  ])
    expect(estimateEnd(unknown, at)).toBeUndefined();
});
