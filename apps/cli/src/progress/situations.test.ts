import { expect, test } from "@jest/globals";
import { type BatchSummary, GENERATION_STATES, optional } from "@hailuo-queue/contracts";
import type { Trouble } from "@hailuo-queue/producer";
import picocolors from "picocolors";
import { displayWidth } from "./display-text.ts";
import { decideNotices, type NoticeFacts } from "./notices.ts";
import { plainNotices, renderPlainLine } from "./plain-line.ts";
import { renderProgress } from "./progress-view.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

/** What a terminal of 80 and of 140 columns showed of runs at a simulator with these faults. */
const colors = picocolors.createColors(false);
const noon = new Date(2026, 10, 30, 12, 0, 5).getTime();

function batchOf(counts: Partial<BatchSummary["counts"]>, rest: Partial<BatchSummary> = {}): BatchSummary {
  const all = Object.fromEntries(
    GENERATION_STATES.map((state) => [state, counts[state] ?? 0]),
  ) as BatchSummary["counts"];
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  const fixed = {
    batchId: "p-96e94b67",
    tenant: "default",
    createdAt: 0,
    phase: "sealed",
    invalid: 0,
    reservedMicroUsd: 0,
  } as const;
  return { ...fixed, total, counts: all, spentMicroUsd: 840_000, ...rest };
}

type Situation = Partial<Omit<NoticeFacts, "batch" | "diagnosis">> & {
  readonly batch: BatchSummary;
  readonly troubles?: readonly Trouble[];
  readonly rest?: Partial<ProgressSnapshot>;
};

function snapshotOf({
  batch,
  troubles = [],
  missing = 0,
  simulated = false,
  hasWorkers = true,
  trouble,
  rest,
}: Situation): ProgressSnapshot {
  const diagnosis = { at: noon, standing: "slowed", summary: "", troubles } as const;
  const { batchId, total, counts, spentMicroUsd } = batch;
  return {
    batchId,
    total,
    counts,
    spentMicroUsd,
    missing,
    simulated,
    nowMs: noon,
    startedAtMs: noon - 5000,
    slots: { used: 4, allowed: 4 },
    notices: decideNotices({ batch, missing, simulated, hasWorkers, diagnosis, ...optional({ trouble }) }),
    ...rest,
  };
}

function shownAt(columns: number, situation: Situation): string[] {
  const lines = renderProgress(snapshotOf(situation), { columns, rows: 24, colors });
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  expect(lines.length).toBeLessThan(24);
  return lines;
}

/** The notices alone. */
function toldAt(columns: number, situation: Situation): string[] {
  const lines = shownAt(columns, situation);
  return lines.slice(lines.findIndex((line) => line.includes("elapsed")) + 1);
}

const refused: Trouble = {
  cause: "account_refused",
  severity: "stops",
  account: "default",
  generations: 8,
  code: "insufficient_balance",
  what: 'The provider refuses account default since 2026-11-30T09:06:42.584Z, 3 times: The MiniMax account has no balance left (1008); top it up; it said "insufficient balance" (trace id sim00000000000000000000000000020). 8 generations wait.',
  remedy: "Top the account up; it goes on by itself then. The next create tries it at 2026-11-30T09:06:44.739Z.",
};
const full: Trouble = {
  cause: "slots_full",
  severity: "limit",
  generations: 8,
  what: "All slots are in use.",
  remedy: "It goes on.",
};
const other: Trouble = {
  cause: "batch_paused",
  severity: "stops",
  batch: "another",
  generations: 9,
  what: "Paused.",
  remedy: "",
};

test("what needs a person stands there whole at 80 and at 140 columns, and the bar shows it without colours", () => {
  const situation = {
    batch: batchOf({ queued: 5, generating: 2, succeeded: 3, submission_unknown: 2 }),
    troubles: [full, other],
  };
  expect(shownAt(80, situation)).toEqual([
    "p-96e94b67  3 of 12 done · 4/4 slots",
    `${"█".repeat(19)}${"!".repeat(12)}${"▒".repeat(12)}${"░".repeat(31)}  25 %`,
    `  queued              5  ${"▪".repeat(23)}`,
    "  creating            0",
    `  generating          2  ${"▪".repeat(9)}`,
    "  downloading         0",
    `  succeeded           3  ${"▪".repeat(14)}`,
    "  failed              0",
    `  needs attention     2  ${"▪".repeat(9)}`,
    "  … videos/min · ETA … · elapsed 5 s · $0.84 spent",
    "  ! needs you: 2 may have been bought, as the answers were lost. None is sent",
    "    again by itself. `hailuo list --batch p-96e94b67 --state submission_unknown`",
    "    lists them; `hailuo resolve ID` decides.",
  ]);
  expect(toldAt(140, situation)).toEqual([
    "  ! needs you: 2 may have been bought, as the answers were lost. None is sent again by itself. `hailuo list --batch p-96e94b67 --state",
    "    submission_unknown` lists them; `hailuo resolve ID` decides.",
  ]);
});

test("what a budget stopped stands there, with what continues it; of a simulated run that is no command on a Redis that is gone", () => {
  const batch = batchOf({ queued: 7, generating: 2, downloading: 3 }, { stopped: "budget" });
  expect(toldAt(80, { batch })).toEqual([
    "  ■ stopped: 7 were not started: the budget has no room for the next. `hailuo",
    "    batches set p-96e94b67 --budget AMOUNT`, or a run with a higher --budget,",
    "    goes on.",
  ]);
  const simulated = { batch, simulated: true };
  expect(toldAt(80, simulated)).toEqual([
    "  ■ stopped: 7 were not started: the budget has no room for the next. Run it",
    "    again with a higher --budget.",
  ]);
  expect(shownAt(140, simulated)[0]).toBe("p-96e94b67  0 of 12 done · 4/4 slots · simulated");
  expect(shownAt(140, simulated)).toContain("  … videos/min · ETA … · elapsed 5 s · $0.84 of simulated money");
});

test("what the provider refuses just now stands there whole, until when and what to do", () => {
  const situation = { batch: batchOf({ queued: 8, succeeded: 4 }), troubles: [refused] };
  expect(toldAt(80, situation)).toEqual([
    "  ■ stopped: The provider refuses account default since",
    "    2026-11-30T09:06:42.584Z, 3 times: The MiniMax account has no balance left",
    '    (1008); top it up; it said "insufficient balance" (trace id',
    "    sim00000000000000000000000000020). 8 generations wait. Top the account up;",
    "    it goes on by itself then. The next create tries it at",
    "    2026-11-30T09:06:44.739Z.",
  ]);
  expect(toldAt(140, situation)).toEqual([
    "  ■ stopped: The provider refuses account default since 2026-11-30T09:06:42.584Z, 3 times: The MiniMax account has no balance left (1008);",
    '    top it up; it said "insufficient balance" (trace id sim00000000000000000000000000020). 8 generations wait. Top the account up; it goes',
    "    on by itself then. The next create tries it at 2026-11-30T09:06:44.739Z.",
  ]);
});

test("a video that is gone is not done, whatever the records say", () => {
  const lines = shownAt(80, { batch: batchOf({ generating: 2, succeeded: 10 }), missing: 3 });
  expect(lines.slice(0, 2)).toEqual([
    "p-96e94b67  7 of 12 done · 4/4 slots",
    `${"█".repeat(43)}${"!".repeat(19)}${"▒".repeat(12)}  58 %`,
  ]);
  expect(lines.at(-2)).toBe("  ! needs you: 3 videos are not where they were stored. `hailuo retry --batch");
});

test("a service that is away, a missing worker and the rest are told apart by sign and word, in an order", () => {
  const worker: Trouble = {
    cause: "no_poll_worker",
    severity: "stops",
    stage: "poll",
    generations: 2,
    what: "No poll worker.",
    remedy: "Start one.",
  };
  const low: Trouble = {
    cause: "funds_low",
    severity: "warns",
    account: "a",
    generations: 0,
    what: "Account a: low.",
    remedy: "Top it up.",
  };
  const batch = batchOf({ generating: 2, submission_unknown: 1 });
  const lines = toldAt(140, { batch, troubles: [low, worker], hasWorkers: false, trouble: "Redis is away." });
  expect(lines.map((line) => line.slice(0, 16))).toEqual([
    "  ! needs you: 1",
    "    submission_u",
    "  ■ stopped: No ",
    "  · note: Accoun",
    "  … waiting: Red",
  ]);
  expect(toldAt(80, { batch: batchOf({ generating: 2 }), troubles: [worker], hasWorkers: true })).toEqual([]);
});

test("a low terminal shows all sentences, and the states that are empty go first", () => {
  const situation = { batch: batchOf({ queued: 8, succeeded: 4 }, { stopped: "budget" }), troubles: [refused] };
  const lines = renderProgress(snapshotOf(situation), { columns: 80, rows: 16, colors });
  expect(lines).toHaveLength(14);
  expect(
    lines.filter((line) => /^ {2}(queued|creating|succeeded)/.test(line)).map((line) => line.trim().split(" ")[0]),
  ).toEqual(["queued", "succeeded"]);
});

test("a log has the same in lines of its own, each matter once", () => {
  const first = snapshotOf({
    batch: batchOf({ queued: 8, succeeded: 3, failed: 1 }),
    troubles: [refused],
    simulated: true,
    rest: { eta: { ms: 292_000, isGuess: true } },
  });
  expect(renderPlainLine(first)).toBe(
    "12:00:05 3/12 done · 0 generating · 8 queued · 1 failed · ETA about 4 min 52 s · simulated",
  );
  expect(plainNotices(first, undefined)).toEqual([
    expect.stringMatching(/^12:00:05 ■ stopped: The provider refuses account default since .*739Z\.$/),
  ]);
  const later = { ...refused, what: refused.what.replace("3 times", "4 times") };
  expect(plainNotices(snapshotOf({ batch: batchOf({ queued: 8, succeeded: 4 }), troubles: [later] }), first)).toEqual(
    [],
  );
});
