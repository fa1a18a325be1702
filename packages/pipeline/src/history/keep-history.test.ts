import { expect, test } from "@jest/globals";
import type {
  AccountUsage,
  Happening,
  HistoryAddition,
  HistoryChange,
  HistoryNews,
  WaitCause,
  WaitingTogether,
} from "@hailuo-queue/contracts";
import { decideCause } from "./decide-cause.ts";
import { keepHistory } from "./keep-history.ts";

/** The start of a minute. */
const NOW = 1_796_000_040_000;
const MINUTE = 60_000;
const END = { type: "ended", whileStoring: false, doubted: false, createdAt: NOW } as const;

function accountOf(usage: Partial<AccountUsage> = {}): AccountUsage {
  return {
    account: "main",
    slotsUsed: 3,
    slotsAllowed: 20,
    createWindowUsed: 2,
    createPerMinute: 20,
    windows: [{ callType: "create", limit: 20, windowMs: MINUTE, used: 2 }],
    backlog: 7,
    ...usage,
  };
}

const WINDOW_FULL = { windows: [{ callType: "create" as const, limit: 20, windowMs: MINUTE, used: 20 }] };
const REFUSING = { since: NOW, times: 1, lastAt: NOW, reason: "no", stopped: true as const };

test.each<[string, WaitCause, readonly Partial<AccountUsage>[], Partial<WaitingTogether>]>([
  ["an account has room", "turn", [{}], {}],
  ["all slots are taken", "slot", [{ slotsUsed: 20 }], {}],
  ["the provider takes fewer than allowed", "slot", [{ slotsUsed: 8, slotsTaken: 8 }], {}],
  ["the window is full", "window", [WINDOW_FULL], {}],
  [
    "a window of queries is full",
    "turn",
    [{ windows: [{ ...WINDOW_FULL.windows[0], callType: "query" } as never] }],
    {},
  ],
  ["creates rest", "cooldown", [{ pausedUntil: NOW + MINUTE }], {}],
  ["one create tries an account that refuses", "cooldown", [{ refusing: REFUSING }], {}],
  ["the model is refused", "cooldown", [{ disabledModels: { m: NOW + MINUTE } }], {}],
  ["another model is refused", "turn", [{ disabledModels: { other: NOW + MINUTE } }], {}],
  ["a user paused the account", "paused", [{ paused: true }], {}],
  ["the account is drained", "paused", [{ draining: true }], {}],
  ["one account of two has room", "turn", [{ paused: true }, { slotsUsed: 3 }], {}],
  ["a window opens before a slot is free", "window", [{ slotsUsed: 20 }, WINDOW_FULL], {}],
  ["the account with room makes no such videos", "slot", [{ models: ["other"] }, { slotsUsed: 20 }], {}],
  ["a side of it makes them", "turn", [{ models: ["other"], sideModels: ["m"] }], {}],
  ["nobody makes such videos", "worker", [{ models: ["other"] }], {}],
  ["its batch is paused, whatever has room", "paused", [{}], { stop: "paused" }],
  ["its budget is used up", "budget", [{ slotsUsed: 20 }], { stop: "budget" }],
  ["it was refused and set aside", "cooldown", [{}], { stop: "aside" }],
  ["it is admitted, and no create has begun", "worker", [{}], { stop: "admitted" }],
])("where %s, those that wait do so for %s", (_what, cause, accounts, waiting) => {
  expect(decideCause({ model: "m", ...waiting }, accounts.map(accountOf))).toBe(cause);
});

async function keep(
  news: Partial<HistoryNews>,
  waiting: readonly WaitingTogether[] = [],
  accounts: readonly AccountUsage[] = [],
): Promise<readonly HistoryChange[]> {
  return (await keepAll(news, waiting, accounts)).changes;
}

async function keepAll(
  news: Partial<HistoryNews>,
  waiting: readonly WaitingTogether[] = [],
  accounts: readonly AccountUsage[] = [],
): Promise<HistoryAddition> {
  let added: HistoryAddition = { changes: [], totals: [], oldestAt: {}, reservedMicroUsd: {} };
  const books = {
    news: async () => ({ cursor: "0", happenings: [], now: NOW, ...news }),
    waiting: async () => ({ groups: waiting, oldestAt: { normal: 5 }, reservedMicroUsd: { main: 7 } }),
    add: async (_news: unknown, addition: HistoryAddition) => {
      added = addition;
      return true;
    },
  };
  await keepHistory({ books, admission: { usage: async () => accounts } }, new AbortController().signal);
  return added;
}

function sumsOf(changes: readonly HistoryChange[], kind: string, name?: string) {
  return changes
    .filter(({ scope }) => scope.kind === kind && (scope.kind === "all" || scope.name === name))
    .map(({ at, sums }) => [at, sums]);
}

test("happenings count for the whole, and for whose they are, in the minute in which they were", async () => {
  const of = { tenant: "acme", batchId: "spring", model: "m", account: "main" };
  const at = NOW - 90_000;
  const happenings: readonly Happening[] = [
    { ...of, at, what: { ...END, state: "failed", code: "timeout", polls: 4 } },
    { ...of, at: at + 1, what: { ...END, state: "failed", code: "timeout", polls: 2 } },
    { ...of, at: at + 2, what: { type: "charged", microUsd: 5 } },
    { ...of, at: NOW, what: { ...END, state: "succeeded", polls: 1 } },
    { tenant: "", batchId: "b", model: "", at: NOW, what: { type: "created", count: 9 } },
  ];
  const changes = await keep({ happenings });
  const earlier = [NOW - 2 * MINUTE, { polls: 6, failed: { timeout: 2 }, spentMicroUsd: 5 }];
  const later = { polls: 1, succeeded: 1 };
  expect(sumsOf(changes, "all")).toEqual([earlier, [NOW, { ...later, created: 9 }]]);
  for (const [kind, name] of [
    ["tenant", "acme"],
    ["batch", "spring"],
    ["model", "m"],
    ["account", "main"],
  ] as const)
    expect(sumsOf(changes, kind, name)).toEqual([earlier, [NOW, later]]);
  expect(sumsOf(changes, "batch", "b")).toEqual([[NOW, { created: 9 }]]);
});

test("what waits now has waited since the last look, and slots were used, each in its minute", async () => {
  const waiting = [{ tenant: "acme", batchId: "b", model: "m", count: 3 }];
  const accounts = [accountOf({ slotsUsed: 20 }), accountOf({ account: "other", models: ["n"], slotsUsed: 0 })];
  const changes = await keep({ now: NOW + 5000, lookedAt: NOW - 10_000 }, waiting, accounts);
  const waited = (seconds: number) => ({ waitedSeconds: { slot: 3 * seconds } });
  expect(sumsOf(changes, "tenant", "acme")).toEqual([
    [NOW - MINUTE, waited(10)],
    [NOW, waited(5)],
  ]);
  expect(sumsOf(changes, "account", "main")).toEqual([
    [NOW - MINUTE, { ...waited(10), slotSeconds: 200, slotSecondsAllowed: 200 }],
    [NOW, { ...waited(5), slotSeconds: 100, slotSecondsAllowed: 100 }],
  ]);
  expect(sumsOf(changes, "account", "other")).toEqual([
    [NOW - MINUTE, { slotSeconds: 0, slotSecondsAllowed: 200 }],
    [NOW, { slotSeconds: 0, slotSecondsAllowed: 100 }],
  ]);
  expect(sumsOf(changes, "all")).toEqual([
    [NOW - MINUTE, { ...waited(10), slotSeconds: 200, slotSecondsAllowed: 400 }],
    [NOW, { ...waited(5), slotSeconds: 100, slotSecondsAllowed: 200 }],
  ]);
});

test("a time in which nobody looked was a wait for a worker, of ten minutes at most; slots are not guessed", async () => {
  const waiting = [
    { tenant: "t", batchId: "b", model: "m", count: 1 },
    { tenant: "t", batchId: "paused", model: "m", count: 1, stop: "paused" as const },
  ];
  const changes = await keep({ lookedAt: NOW - 3_600_000 }, waiting, [accountOf()]);
  expect(sumsOf(changes, "batch", "b")).toEqual(
    Array.from({ length: 10 }, (_, at) => [NOW - (10 - at) * MINUTE, { waitedSeconds: { worker: 60 } }]),
  );
  expect(sumsOf(changes, "batch", "paused")[0]).toEqual([NOW - 10 * MINUTE, { waitedSeconds: { paused: 60 } }]);
  expect(sumsOf(changes, "account", "main").every(([, sums]) => !("slotSeconds" in (sums as object)))).toBe(true);
});

test("the first look guesses nothing", async () => {
  expect(await keep({}, [{ tenant: "t", batchId: "b", model: "m", count: 1 }], [accountOf()])).toEqual([]);
});

test("totals tell by model, outcome, code and account what ended, what it cost and how long each part of it took", async () => {
  const of = { tenant: "acme", batchId: "spring", model: "m", account: "main", at: NOW };
  const times = {
    createdAt: NOW - 100_000,
    submittedAt: NOW - 90_000,
    acceptedAt: NOW - 89_800,
    generatedAt: NOW - 3000,
  };
  const { totals, oldestAt, reservedMicroUsd } = await keepAll(
    {
      lookedAt: NOW - 5000,
      happenings: [
        { ...of, what: { type: "created", count: 9 } },
        { ...of, what: { type: "charged", microUsd: 280_000, detectMs: 4000 } },
        { ...of, what: { ...END, ...times, state: "succeeded", polls: 6, doubted: true } },
        { ...of, what: { ...END, state: "failed", code: "storage_full", polls: 0, whileStoring: true } },
        { ...of, what: { ...END, state: "failed", code: "prompt_flagged", polls: 0 } },
      ],
    },
    [{ tenant: "acme", batchId: "b", model: "m", count: 3 }],
    [accountOf({ slotsUsed: 20 })],
  );
  const took = (phase: string, bound: string, ms: number) => [`took|${phase}|${bound} 1`, `took|${phase}|sum ${ms}`];
  expect(totals.map(({ of: what, labels, value }) => `${[what, ...labels].join("|")} ${value}`)).toEqual([
    "created|m 9",
    "spent|main 280000",
    ...took("detect", "5", 4000),
    "ended|m|succeeded| 1",
    "polls|main 6",
    "videos|doubted 1",
    ...took("wait", "10", 10_000),
    ...took("create", "0.5", 200),
    ...took("provider", "120", 86_800),
    ...took("store", "5", 3000),
    ...took("total", "120", 100_000),
    "ended|m|failed|storage_full 1",
    "videos|lost 1",
    "ended|m|failed|prompt_flagged 1",
    "waited|slot 15",
  ]);
  expect({ oldestAt, reservedMicroUsd }).toEqual({ oldestAt: { normal: 5 }, reservedMicroUsd: { main: 7 } });
});

test("what is in use beyond a limit counts for as long as it is so, of slots and of each window", async () => {
  const windows = [
    { callType: "create", limit: 20, windowMs: 60_000, used: 21 },
    { callType: "query", limit: 100, windowMs: 60_000, used: 100 },
  ] as const;
  const { totals } = await keepAll(
    { lookedAt: NOW - 5000 },
    [],
    [
      accountOf({ slotsUsed: 21, windows }),
      accountOf({ account: "full", slotsUsed: 20 }),
      accountOf({ account: "unknown", slotsUsed: 1, slotsAllowed: 0 }),
    ],
  );
  expect(totals).toEqual([
    { of: "breached", labels: ["main", "slots"], value: 5000 },
    { of: "breached", labels: ["main", "create 60s"], value: 5000 },
  ]);
});
