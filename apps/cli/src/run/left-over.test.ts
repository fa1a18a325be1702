import type { BatchSummary } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { findLeftOver, leftOverLine, leftOverSentences } from "./left-over.ts";

const NONE = {
  queued: 0,
  creating: 0,
  submission_unknown: 0,
  generating: 0,
  overdue: 0,
  downloading: 0,
  cancelling: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
};

function told(counts: Partial<BatchSummary["counts"]>, changes: Partial<BatchSummary> = {}) {
  const batch = {
    batchId: "a",
    total: 24,
    phase: "sealed",
    counts: { ...NONE, ...counts },
    ...changes,
  } as BatchSummary;
  const items = Array.from({ length: batch.counts.queued }, () => ({ state: "queued", priceMicroUsd: 280_000 }));
  const producer = { batches: async () => [batch], list: async () => ({ items }) };
  return findLeftOver(producer as unknown as Parameters<typeof findLeftOver>[0], { except: "b", ofRuns: false });
}

test("what is under way of another batch is told as well: it uses slots that this run would like to have", async () => {
  const left = await told({ generating: 19, downloading: 1, succeeded: 4 });
  expect(leftOverSentences(left)).toEqual([
    "batch a: 20 are being made and use slots until then; `hailuo status a` shows them",
  ]);
  expect(left.map(leftOverLine)).toMatchObject([{ waiting: 0, under_way: 20, may_cost_usd: 0 }]);
});

test("of what waits and what is under way both numbers are told", async () => {
  expect(leftOverSentences(await told({ queued: 2, generating: 1 }))).toEqual([
    "batch a: 2 of 24 were not started (up to $0.56) and are left, 1 is being made; `hailuo run --batch a` goes on, `hailuo cancel --batch a` ends it",
  ]);
});

test("what has ended, and what a user paused, is left by nobody", async () => {
  expect(await told({ succeeded: 24 })).toEqual([]);
  expect(await told({ queued: 24 }, { paused: true })).toEqual([]);
});
