import { expect, test } from "@jest/globals";
import {
  type AccountUsage,
  attemptWords,
  type Fleet,
  type GenerationRecord,
  type Stage,
  STAGES,
  STORED_ELSEWHERE,
} from "@hailuo-queue/contracts";
import { explainGeneration } from "./explain-generation.ts";

const record: GenerationRecord = {
  id: "gen_1",
  state: "queued",
  request: { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 6, resolution: "768P", enable_prompt_expansion: true },
  batchId: "b",
  index: 0,
  tenant: "default",
  objectKey: "b/gen_1.mp4",
  run: 0,
  createdAt: 0,
  updatedAt: 0,
  pollCount: 0,
};
const idle: AccountUsage = {
  account: "default",
  slotsUsed: 0,
  slotsAllowed: 20,
  createWindowUsed: 0,
  createPerMinute: 20,
  windows: [{ callType: "create", limit: 20, windowMs: 60_000, used: 0 }],
  backlog: 41,
};
/** A worker of each stage, just seen. */
function fleetAt(at: number, stages: readonly Stage[] = STAGES): Fleet {
  const sign = { host: "h", pid: 1, version: "1", startedAt: 0, underWay: 0, seenAt: at };
  return { at, workers: stages.map((stage) => ({ ...sign, id: stage, stage })) };
}
const fullMinute = { callType: "create", limit: 20, windowMs: 60_000, used: 20 } as const;

function explain(
  usage: Partial<AccountUsage>,
  position: number | undefined = 40,
  changes: Partial<GenerationRecord> = {},
): ReturnType<typeof explainGeneration> {
  const backlogPosition = position === undefined ? undefined : { ahead: position, aheadOfOtherModels: {}, share: 1 };
  return explainGeneration({
    record: { ...record, ...changes },
    backlogPosition,
    accounts: [{ ...idle, ...usage }],
    fleet: fleetAt(60_000),
  });
}

test.each([
  [{ paused: true as const }, "account_paused"],
  [{ pausedUntil: 90_000, pausedReason: "insufficient_balance" }, "account_refused"],
  [{ slotsUsed: 20 }, "slot"],
  [{ windows: [fullMinute] }, "window"],
  [{ models: ["MiniMax-Hailuo-02"] }, "model"],
  [{ disabledModels: { "MiniMax-Hailuo-2.3": 90_000 } }, "model"],
  [{ draining: true as const }, "account_paused"],
  [{ slotsUsed: 8, slotsTaken: 8 }, "slot"],
  [{}, "turn"],
] as const)("a queued generation waits for the first thing in its way: %j", (usage, cause) => {
  expect(explain(usage)).toMatchObject({ waitsFor: cause, position: 40 });
});

test("the time to its start follows from the creates that a minute allows", () => {
  expect(explain({ slotsUsed: 20 })).toMatchObject({ startsInMs: 120_000 });
  expect(explain({ slotsUsed: 20 }, 5)).toMatchObject({ startsInMs: 15_000 });
});

const refusing = { since: 1000, times: 45, lastAt: 50_000, reason: "rate_limited", stopped: true } as const;

test("a start that nobody can foresee is not foretold", () => {
  expect(explain({ slotsUsed: 20, slotsLost: 20 })).not.toHaveProperty("startsInMs");
  expect(explain({ slotsUsed: 20, slotsLost: 20 }).because).toContain("20 of them by creates whose answers were lost");
  expect(explain({ slotsUsed: 20 }, 0)).not.toHaveProperty("startsInMs");
  expect(explain({ refusing })).not.toHaveProperty("startsInMs");
  expect(explain({ disabledModels: { "MiniMax-Hailuo-2.3": 90_000 } })).not.toHaveProperty("startsInMs");
  expect(explain({ slotsUsed: 20, slotsLost: 3 })).toMatchObject({ startsInMs: 120_000 });
});

test("an account that is refused is told of between its rests, too", () => {
  const explained = explain({ refusing });
  expect(explained.waitsFor).toBe("account_refused");
  expect(explained.because).toContain(
    "refused 45 times since 1970-01-01T00:00:01.000Z, last at 1970-01-01T00:00:50.000Z; one is tried now",
  );
  expect(explain({ refusing: { ...refusing, nextTryAt: 90_000 } }).because).toContain(
    "the next try is at 1970-01-01T00:01:30.000Z",
  );
});

test("older ones of another model stand before it where one account serves both, and nowhere else", () => {
  const backlogPosition = {
    ahead: 2,
    aheadOfOtherModels: { "MiniMax-Hailuo-02": 30, "MiniMax-H3": 500, "S2V-01": 7 },
    share: 1,
  };
  const [v1, v2] = [
    { ...idle, models: [record.request.model, "MiniMax-Hailuo-02", "S2V-01"] },
    { ...idle, account: "default~v2", models: ["MiniMax-H3"] },
  ];
  expect(explainGeneration({ record, backlogPosition, accounts: [v1, v2], fleet: fleetAt(0) })).toMatchObject({
    position: 39,
    startsInMs: 117_000,
  });
  const refused = { ...v1, disabledModels: { "S2V-01": 90_000 } };
  expect(explainGeneration({ record, backlogPosition, accounts: [refused, v2], fleet: fleetAt(0) })).toMatchObject({
    position: 32,
  });
});

test("of several accounts the one that is nearest to a start is told", () => {
  const accounts = [
    { ...idle, account: "broke", pausedUntil: 90_000, pausedReason: "insufficient_balance" },
    { ...idle, account: "busy", slotsUsed: 20 },
  ];
  const backlogPosition = { ahead: 3, aheadOfOtherModels: {}, share: 0.5 };
  expect(explainGeneration({ record, backlogPosition, accounts, fleet: fleetAt(60_000) })).toMatchObject({
    waitsFor: "slot",
    because: expect.stringContaining("busy"),
  });
});

test("a paused batch or tenant is named before any account", () => {
  for (const stopped of ["batch_paused", "tenant_paused"] as const) {
    const explained = explainGeneration({
      record,
      backlogPosition: { ahead: 0, aheadOfOtherModels: {}, share: 1, stopped },
      accounts: [idle],
      fleet: fleetAt(0),
    });
    expect(explained.waitsFor).toBe(stopped);
  }
});

test("a granted one waits for a worker, and has no place any more", () => {
  const granted = explainGeneration({ record, backlogPosition: undefined, accounts: [idle], fleet: fleetAt(0) });
  expect(granted.waitsFor).toBe("worker");
  expect(granted.position).toBeUndefined();
});

test.each([
  [
    { state: "generating", taskId: "t", acceptedAt: 30_000, providerStatus: "Processing", pollCount: 3 },
    "provider",
    "task t (Processing), accepted 30 s ago, polled 3 times",
  ],
  [
    { state: "generating", taskId: "t", acceptedAt: 30_000, pollCount: 0 },
    "provider",
    "task t, accepted 30 s ago, not polled yet.",
  ],
  [
    {
      state: "generating",
      taskId: "t",
      account: "b",
      pollError: { code: "account_not_configured", notFoundPolls: 0 },
      pollCount: 3,
    },
    "worker",
    "no key for account b",
  ],
  [{ state: "submission_unknown" }, "decision", "hailuo resolve gen_1"],
  [{ state: "failed", error: { code: "prompt_flagged", stage: "create", message: "no" } }, "none", "prompt_flagged"],
  [{ state: "succeeded", video: { location: "file:///v.mp4", bytes: 1, sha256: "" } }, "none", "file:///v.mp4"],
] as const)("says where it is: %j", (changes, cause, part) => {
  const explained = explain({}, undefined, changes);
  expect(explained.waitsFor).toBe(cause);
  expect(explained.because).toContain(part);
});

test("a video that waits to be stored names what its account is refused for", () => {
  const changes = { state: "downloading", account: "default" } as const;
  expect(explain({ pausedUntil: 90_000, pausedReason: "key_refused" }, undefined, changes).because).toContain(
    "key_refused",
  );
  expect(explain({}, undefined, changes).because).not.toContain("refuses");
});

test.each([
  [
    "queued",
    "create",
    /^No create worker has run in the last day; start one with `hailuo worker create`\. 2 of its tenant are ahead/,
  ],
  [
    "generating",
    "poll",
    /^No poll worker has run in the last day; start one with `hailuo worker poll`\. Task t1 is not polled until then/,
  ],
  ["downloading", "download", /^No download worker has run .* is not stored yet/],
] as const)("what is %s waits for a %s worker where none runs", (state, stage, because) => {
  const backlogPosition = { ahead: 2, aheadOfOtherModels: {}, share: 1 };
  const facts = { record: { ...record, state, taskId: "t1" }, backlogPosition, accounts: [idle] };
  const others = STAGES.filter((other) => other !== stage);
  expect(explainGeneration({ ...facts, fleet: fleetAt(60_000, others) })).toMatchObject({
    waitsFor: "worker",
    because: expect.stringMatching(because) as unknown,
  });
  expect(explainGeneration({ ...facts, fleet: fleetAt(60_000) }).because).not.toMatch(/No \w+ worker/);
});

test("a video that only another worker can store is told as that, and not as waiting for any", () => {
  const attempt = {
    code: STORED_ELSEWHERE,
    message: "The worker cannot reach the place",
    times: 1,
    since: 40_000,
    at: 40_000,
  };
  const explained = explain({}, undefined, {
    state: "downloading",
    generatedAt: 30_000,
    attempts: { download: [attempt] },
  });
  expect(explained.because).toContain("not stored yet");
  expect(explained.because).not.toContain("waiting for a download worker");
  expect(explained.lastAttempt).toMatchObject({ code: "stored_elsewhere" });
  expect(attemptWords(standing(explained), 60_000)).toBe("The worker cannot reach the place (stored_elsewhere).");
});

function standing({ lastAttempt }: ReturnType<typeof explainGeneration>): NonNullable<typeof lastAttempt> {
  if (lastAttempt === undefined) throw new Error("no attempt stands");
  return lastAttempt;
}
