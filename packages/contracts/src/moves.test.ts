import { describe, expect, test } from "@jest/globals";
import {
  accepted,
  begun,
  boughtAgain,
  cancelled,
  cancelledUnbought,
  changedInPlace,
  downloadedAgain,
  generated,
  givenUp,
  leaseMsOf,
  notStored,
  overdue,
  parked,
  putBack,
  rejected,
  resentByPolicy,
  resentByUser,
  retaken,
  runOf,
  stored,
  takesKept,
  taskEnded,
  taskFound,
  ungranted,
} from "./moves.ts";
import type { GenerationRecord } from "./generation.ts";
import type { Transition } from "./ports/ledger.ts";
import { canMove, END_STATES, GENERATION_STATES, isEndState, TRANSITIONS } from "./states.ts";

const of = runOf({ run: 3, account: "a", batchId: "b" });
const error = { code: "x", stage: "create", message: "x" } as const;
const task = { taskId: "t", taskDeadlineMs: 7_200_000 };
const UNANSWERED = ["creating", "cancelling", "submission_unknown"] as const;
const lastPoll = { pollCount: 2, charged: true, seen: { providerStatus: "Success" } };

const CHANGED = { request: { model: "MiniMax-Hailuo-2.3", prompt: "y" }, fingerprint: "y" } as const;
const RECORD: GenerationRecord = {
  id: "g",
  state: "failed",
  request: { model: "MiniMax-Hailuo-2.3", prompt: "x" },
  batchId: "b",
  index: 0,
  tenant: "default",
  objectKey: "b/g.mp4",
  run: 3,
  createdAt: 0,
  updatedAt: 0,
  pollCount: 0,
};

/** Every move in every form in which it is made. */
const MOVES: Readonly<Record<string, readonly Transition[]>> = {
  begun: [begun(of, { holdMs: 1, taskDeadlineMs: 1, token: "x" })],
  accepted: [
    accepted(of, "creating", task, false),
    accepted(of, "submission_unknown", task, false),
    accepted(of, "submission_unknown", task, true),
    accepted(of, "cancelling", task, true),
  ],
  taskFound: [
    taskFound(of, "submission_unknown", task, { cancelled: false }),
    taskFound(of, "submission_unknown", task, { cancelled: true }),
    taskFound(of, "submission_unknown", task, { resolution: "task" }),
    taskFound(of, "failed", task, { resolution: null }),
  ],
  putBack: [putBack(of, "creating", "return"), putBack(of, "submission_unknown", "stamp")],
  rejected: UNANSWERED.map((from) => rejected(of, from, error, "stamp")),
  cancelledUnbought: [
    cancelledUnbought(of, "cancelling", "return"),
    cancelledUnbought(of, "submission_unknown", "return"),
  ],
  parked: [parked(of, { error, taskDeadlineMs: 1 })],
  resentByPolicy: [resentByPolicy(of)],
  resentByUser: [resentByUser(of, { charged: true })],
  overdue: [overdue(of, 1)],
  generated: [generated(of, "f", lastPoll)],
  taskEnded: [taskEnded(of, "failed", lastPoll, error), taskEnded(of, "cancelled", lastPoll)],
  stored: [stored(of, { location: "file:///v.mp4", bytes: 1, sha256: "ab" })],
  notStored: [notStored(of, error)],
  cancelled: GENERATION_STATES.filter((state) => !isEndState(state) && state !== "cancelling").map((state) =>
    cancelled({ state, batchId: "b" }),
  ),
  givenUp: (["submission_unknown", "overdue", "cancelling"] as const).map((from) => givenUp(of, from)),
  downloadedAgain: [downloadedAgain(of), downloadedAgain(of, "succeeded")],
  ungranted: [ungranted(of)],
  boughtAgain: [boughtAgain(of)],
  changedInPlace: [changedInPlace({ batchId: "b" }, CHANGED, "x")],
  retaken: END_STATES.map((state) => retaken({ ...RECORD, state }, CHANGED, "x")),
  takesKept: [takesKept(of, [])],
};
const all = Object.values(MOVES).flat();

describe("moves", () => {
  test("are allowed by the table of states", () => {
    const refused = all.flatMap(({ from, to }) =>
      from.filter((state) => !canMove(state, to)).map((state) => `${state} -> ${to}`),
    );
    expect(refused).toEqual([]);
  });

  test("are all there are: what the table allows, some move makes", () => {
    const made = new Set(all.flatMap(({ from, to }) => from.map((state) => `${state} -> ${to}`)));
    const allowed = Object.entries(TRANSITIONS).flatMap(([from, states]) => states.map((to) => `${from} -> ${to}`));
    expect(allowed.filter((move) => !made.has(move))).toEqual([]);
  });

  test("of a generation that ends stamp its end, and of one that begins anew take it away", () => {
    for (const { from, to, stamp = [], remove: clear = [] } of all) {
      expect(stamp.includes("endedAt")).toBe(isEndState(to));
      if (from.some(isEndState)) expect(clear).toContain("endedAt");
    }
  });

  test("that record a task set its deadline, however it was found", () => {
    const recorded = [...(MOVES["accepted"] ?? []), ...(MOVES["taskFound"] ?? [])];
    for (const move of recorded)
      expect(move).toMatchObject({
        changes: { taskId: "t", error: null },
        stamp: ["acceptedAt"],
        deadlineInMs: 7_200_000,
      });
    for (const move of MOVES["taskFound"] ?? [])
      expect(move).toMatchObject({ newRun: true, leaseMs: leaseMsOf(7_200_000) });
  });

  test("that make a next take keep the one before with what it alone cost, and nothing that was told of it stays", () => {
    const second = {
      ...RECORD,
      take: 2,
      takes: [{ take: 1, state: "failed", request: RECORD.request, costMicroUsd: 40 }],
      costMicroUsd: 100,
    } as const;
    expect(retaken({ ...second, error }, CHANGED, "x")).toMatchObject({
      from: ["failed"],
      run: 3,
      changes: {
        take: 3,
        takes: [{ take: 1 }, { take: 2, state: "failed", costMicroUsd: 60, error }],
        error: null,
        video: null,
        attempts: null,
      },
    });
  });

  test("that may have been bought and are not known to be are charged", () => {
    const unknown = [
      resentByPolicy(of),
      givenUp(of, "submission_unknown"),
      cancelled({ state: "submission_unknown", batchId: "b" }),
    ];
    for (const move of unknown) expect(move.charged).toBe(true);
    expect(cancelled({ state: "queued", batchId: "b" }).charged).toBeUndefined();
  });
});
