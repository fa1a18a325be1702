import { expect, test } from "@jest/globals";
import {
  coverOf,
  isAlive,
  type KnownWorker,
  missingWorkers,
  servedAccounts,
  unsignedStages,
  WORKER_GONE_MS,
} from "./fleet.ts";

const AT = 1_000_000_000;

function worker(
  stage: KnownWorker["stage"],
  { agoMs = 1000, ...fields }: Partial<KnownWorker> & { agoMs?: number } = {},
): KnownWorker {
  return {
    id: stage,
    stage,
    host: "h",
    pid: 1,
    version: "1",
    startedAt: 0,
    underWay: 0,
    seenAt: AT - agoMs,
    ...fields,
  };
}

test("a worker lives until its signs stay away or it says that it stopped", () => {
  expect(isAlive(worker("poll", { agoMs: WORKER_GONE_MS }), AT)).toBe(true);
  expect(isAlive(worker("poll", { agoMs: WORKER_GONE_MS + 1 }), AT)).toBe(false);
  expect(isAlive(worker("poll", { stoppedAt: AT - 500 }), AT)).toBe(false);
});

test("each stage that nobody works is named, with how long that is so and the command that mends it", () => {
  const workers = [worker("create", { agoMs: 180_000 }), worker("create", { agoMs: 400_000 }), worker("poll")];
  expect(missingWorkers({ at: AT, workers })).toEqual([
    { stage: "create", what: "No create worker has run for 3 min", remedy: "start one with `hailuo worker create`" },
    {
      stage: "download",
      what: "No download worker has run in the last day",
      remedy: "start one with `hailuo worker download`",
    },
  ]);
});

test("a worker of one batch covers that batch and no other", () => {
  const fleet = { at: AT, workers: [worker("create", { onlyBatch: "spring" })] };
  expect(coverOf(fleet, "spring")[0]).toEqual({ stage: "create", working: 1 });
  expect(coverOf(fleet, "other")[0]).toEqual({ stage: "create", working: 0 });
  expect(coverOf(fleet)[0]).toEqual({ stage: "create", working: 0 });
});

test("a stage that a worker of an earlier version works, which gives no signs, is not named as missing", () => {
  const workers = [worker("create", { stoppedAt: AT - 500 }), worker("poll", { agoMs: 180_000 })];
  const fleet = { at: AT, workers };
  const unsigned = unsignedStages(fleet, { create: 1, poll: 1, download: 0 });
  expect(unsigned).toEqual(["create"]);
  expect(missingWorkers({ ...fleet, unsigned }).map(({ stage }) => stage)).toEqual(["poll", "download"]);
});

test("an account that no create worker has any more is told apart; without a worker, or of an earlier version, all count", () => {
  const accounts = [
    { account: "kept", publishedAt: 1_000_000 },
    { account: "removed", publishedAt: 500_000 },
    { account: "of an earlier version" },
  ];
  const names = (workers: readonly KnownWorker[]): readonly string[] =>
    servedAccounts(accounts, { at: AT, workers }).map(({ account }) => account);
  const create = (startedAt: number, more: Partial<KnownWorker> & { agoMs?: number } = {}): KnownWorker =>
    worker("create", { startedAt, ...more });
  expect(names([create(999_000)])).toEqual(["kept", "of an earlier version"]);
  // One that started earlier may still have it, and clocks differ.
  expect(names([create(999_000), create(499_000)])).toHaveLength(3);
  expect(names([create(550_000)])).toHaveLength(3);
  expect(names([create(999_000, { agoMs: WORKER_GONE_MS + 1 })])).toHaveLength(3);
  expect(names([worker("poll", { startedAt: 999_000 })])).toHaveLength(3);
});
