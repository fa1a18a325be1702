import { expect, test } from "@jest/globals";
import { type GenerationRecord, UnavailableError } from "@hailuo-queue/contracts";
import { batchOf, inOrder, recordOf } from "../__fixtures__/records.ts";
import type { GenerationEvent, Trouble } from "@hailuo-queue/producer";
import { type FollowOptions, followBatch } from "./follow-batch.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

interface Story {
  /** What `batch()` finds, look by look; the last one stays. An error is thrown. */
  readonly looks: readonly (readonly GenerationRecord[] | Error)[];
  readonly abortAtLook?: number;
  readonly events?: readonly GenerationEvent[];
  /** What the first readings of all records end with, behind the first record. */
  readonly broken?: readonly Error[];
  readonly troubles?: readonly Trouble[];
  readonly rest?: Partial<FollowOptions>;
}

async function follow({ looks, abortAtLook, events = [], broken = [], troubles = [], rest = {} }: Story) {
  const faults = [...broken];
  const ends: string[][] = [];
  const snapshots: ProgressSnapshot[] = [];
  const told: string[] = [];
  const controller = new AbortController();
  let look = -1;
  let nowMs = 0;
  const current = () => looks[Math.min(Math.max(look, 0), looks.length - 1)] ?? [];
  const producer: FollowOptions["producer"] = {
    async batch() {
      look += 1;
      if (look === abortAtLook) controller.abort();
      const found = current();
      if (found instanceof Error) throw found;
      return batchOf(found);
    },
    async overview() {
      const usage = {
        account: "default",
        slotsUsed: 2,
        slotsAllowed: 8,
        createWindowUsed: 0,
        createPerMinute: 20,
        windows: [],
        backlog: 0,
      };
      const found = current();
      return { counts: batchOf(found instanceof Error ? [] : found).counts, accounts: [usage] };
    },
    diagnosis: async () => ({ at: 0, standing: "moving", summary: "", troubles }),
    events: () => inOrder(events),
    get: async (id) => (current() as readonly GenerationRecord[]).find((record) => record.id === id),
    async *listBatch() {
      const fault = faults.shift();
      for (const record of current() as readonly GenerationRecord[]) {
        yield record;
        if (fault !== undefined) throw fault;
      }
    },
  };
  const batch = await followBatch({
    producer,
    batchId: "spring",
    reporter: {
      update: (snapshot) => snapshots.push(snapshot),
      ended: (record) => told.push(`${record.id} ${record.state}`),
      close() {},
    },
    now: () => (nowMs += 300),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    signal: controller.signal,
    ...rest,
    readEnd: async (read) => {
      const ids: string[] = [];
      for await (const { id } of read()) ids.push(id);
      ends.push(ids);
    },
  });
  return { snapshots, told, batch, ends };
}

test("it reports until all have ended or wait for a user, and tells each end once", async () => {
  const { snapshots, told, batch } = await follow({
    looks: [
      [recordOf(0, "queued"), recordOf(1, "generating"), recordOf(2, "creating")],
      [recordOf(0, "generating"), recordOf(1, "succeeded"), recordOf(2, "submission_unknown")],
      [recordOf(0, "failed"), recordOf(1, "succeeded"), recordOf(2, "submission_unknown")],
    ],
  });
  expect(snapshots.map(({ counts }) => [counts.queued, counts.succeeded, counts.failed])).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 1, 1],
  ]);
  expect(snapshots[0]?.slots).toEqual({ used: 2, allowed: 8 });
  expect(told).toEqual(["gen_0 failed", "gen_1 succeeded", "gen_2 submission_unknown"]);
  expect(batch?.total).toBe(3);
});

test("a service that is away is waited for and said", async () => {
  const { snapshots } = await follow({
    looks: [
      [recordOf(0, "generating")],
      new UnavailableError("redis_unavailable", "Redis is away."),
      [recordOf(0, "succeeded")],
    ],
  });
  expect(snapshots.map(({ notices }) => notices.map(({ text }) => text))).toEqual([[], ["Redis is away."], []]);
});

test("a Redis that goes away after the last look is waited for, too: each end is told once, and all records are read", async () => {
  const away = new UnavailableError("redis_unavailable", "Redis is away.");
  const looks = [[recordOf(0, "succeeded"), recordOf(1, "failed")]];
  const { snapshots, told, ends } = await follow({ looks, broken: [away] });
  expect(snapshots.map(({ notices }) => notices.map(({ text }) => text))).toEqual([[], ["Redis is away."]]);
  expect(told).toEqual(["gen_0 succeeded", "gen_1 failed"]);
  expect(ends).toEqual([["gen_0", "gen_1"]]);
  await expect(follow({ looks, broken: [new Error("a fault of ours")] })).rejects.toThrow("a fault of ours");
});

test("an interrupt ends the looking and tells nothing more", async () => {
  const { told } = await follow({ looks: [[recordOf(0, "succeeded"), recordOf(1, "queued")]], abortAtLook: 1 });
  expect(told).toEqual([]);
});

test("an end that an event has told is not told again when the batch ends", async () => {
  const event = {
    eventId: "1-0",
    generationId: "gen_0",
    batchId: "spring",
    from: "downloading",
    to: "succeeded",
    at: 0,
  } as const;
  const { told } = await follow({
    looks: [
      [recordOf(0, "succeeded"), recordOf(1, "generating")],
      [recordOf(0, "succeeded"), recordOf(1, "failed")],
    ],
    events: [event, event],
  });
  expect(told).toEqual(["gen_0 succeeded", "gen_1 failed"]);
});

const lostSlots: Trouble = {
  cause: "slots_lost",
  severity: "stops",
  generations: 1,
  what: "All slots are held.",
  remedy: "Decide.",
};

test("it says why nothing moves when generations that may have been bought hold every slot", async () => {
  const lost = Array.from({ length: 8 }, (_, at) => recordOf(at, "submission_unknown"));
  const { snapshots } = await follow({
    looks: [
      [...lost, recordOf(8, "queued")],
      [...lost, recordOf(8, "cancelled")],
    ],
    troubles: [lostSlots],
  });
  expect(snapshots[0]?.notices).toMatchObject([
    {
      kind: "asks",
      text: expect.stringMatching(/^8 may have been bought.*hailuo list --batch spring.*hailuo resolve/),
    },
    { kind: "stops", text: "All slots are held. Decide." },
  ]);
  expect(snapshots[0]?.eta).toBeUndefined();
});

test("before any has ended there is an ETA by the usual times of its models, at the accounts that serve them", async () => {
  const usual = async () => ({ meanMs: 100_000, longestMs: 100_000, models: new Set(["MiniMax-Hailuo-2.3"]) });
  const records = Array.from({ length: 24 }, (_, at) => recordOf(at, "queued"));
  const { snapshots } = await follow({
    looks: [
      records,
      records.map((_, at) => recordOf(at, at < 12 ? "succeeded" : "generating")),
      records.map((_, at) => recordOf(at, "succeeded")),
    ],
    rest: { usual, simulated: true, missing: () => 2 },
  });
  // 24 of 100 s at 8 slots, and the last start 69 s after the first.
  expect(snapshots[0]?.eta).toEqual({ ms: 300_000 - 300, isGuess: true });
  expect(snapshots[1]?.eta?.isGuess).toBe(false);
  expect(snapshots.at(-1)).toMatchObject({ missing: 2, simulated: true, notices: [{ key: "missing", kind: "asks" }] });
});
