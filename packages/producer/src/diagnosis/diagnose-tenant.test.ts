import { expect, test } from "@jest/globals";
import {
  type AccountUsage,
  type BatchSummary,
  GENERATION_STATES,
  type GenerationRecord,
  STAGES,
  type TenantStanding,
} from "@hailuo-queue/contracts";
import { diagnoseTenant } from "./diagnose-tenant.ts";
import type { DiagnosisFacts } from "./facts.ts";

const AT = 1_796_000_000_000;
const SECRET = ["main-account", "acme-other", "box-7", "sk-", "1008", "$4.44"];

function countsOf(counts: Partial<DiagnosisFacts["counts"]>): DiagnosisFacts["counts"] {
  return {
    ...(Object.fromEntries(GENERATION_STATES.map((state) => [state, 0])) as DiagnosisFacts["counts"]),
    ...counts,
  };
}

function factsOf(facts: Partial<DiagnosisFacts> = {}, usage: Partial<AccountUsage> = {}): DiagnosisFacts {
  const account: AccountUsage = {
    account: "main-account",
    slotsUsed: 3,
    slotsAllowed: 20,
    createWindowUsed: 2,
    createPerMinute: 20,
    windows: [],
    // Of all tenants.
    backlog: 900,
    ...usage,
  };
  const worker = { host: "box-7", pid: 1, version: "0.1.0", startedAt: 0, underWay: 0, seenAt: AT };
  return {
    counts: countsOf({ queued: 7 }),
    accounts: [account, { ...account, account: "acme-other" }],
    fleet: { at: AT, workers: STAGES.map((stage) => ({ ...worker, id: stage, stage })) },
    batches: [],
    tenants: [],
    samples: { queued: [], generating: [], downloading: [] },
    ...facts,
  };
}

function batchOf(batch: Partial<BatchSummary>): BatchSummary {
  const base = { batchId: "spring", tenant: "mine", createdAt: 0, phase: "sealed", total: 10, invalid: 0 } as const;
  return { ...base, counts: countsOf({ queued: 7 }), reservedMicroUsd: 0, spentMicroUsd: 0, ...batch };
}

function stored(code: string, message: string): GenerationRecord {
  const attempts = { download: [{ at: AT, code, message, tries: 3 }] };
  return { id: "g", state: "downloading", run: 1, attempts } as unknown as GenerationRecord;
}

const refusing = {
  since: AT - 1000,
  times: 4,
  lastAt: AT,
  reason: "insufficient_balance: MiniMax refused sk-x (1008)",
  code: "insufficient_balance",
  stopped: true as const,
};

test.each<[string, Partial<DiagnosisFacts>, Partial<AccountUsage>, string, RegExp]>([
  [
    "no worker",
    { fleet: { at: AT, workers: [] } },
    {},
    "no_create_worker",
    /^Nothing starts videos just now: 7 generations/,
  ],
  [
    "both accounts are refused",
    {},
    { refusing },
    "account_refused",
    /^The provider takes no new videos just now: 7 gen/,
  ],
  ["both are paused", {}, { paused: true }, "account_paused", /^The operator has paused new videos/],
  [
    "all slots are in use",
    {},
    { slotsUsed: 20 },
    "slots_full",
    /^All room at the provider is in use: 7 generations wait/,
  ],
  [
    "a batch is paused",
    { batches: [batchOf({ paused: true })] },
    {},
    "batch_paused",
    /^Batch spring was paused by a user/,
  ],
  [
    "its budget is used up",
    {
      batches: [batchOf({})],
      tenants: [{ tenant: "mine", budgetMicroUsd: 5, reservedMicroUsd: 0, spentMicroUsd: 5 } as TenantStanding],
    },
    {},
    "tenant_budget",
    /^Your budget is used up: 7 generations wait\.$/,
  ],
  [
    "others have the slots of its share",
    {
      batches: [batchOf({})],
      tenants: [{ tenant: "mine", weight: 1, unfinished: 8, reservedMicroUsd: 0, spentMicroUsd: 0 } as TenantStanding],
    },
    { slotsUsed: 20 },
    "tenant_share",
    /^Others use the service, too, and you wait for your share: 7 generations wait\.$/,
  ],
  [
    "answers were lost",
    { counts: countsOf({ submission_unknown: 2 }) },
    {},
    "decision_needed",
    /^The answers to 2 creates/,
  ],
])("where %s, a tenant is told of its own work, once and without names", (_what, facts, usage, cause, words) => {
  const diagnosis = diagnoseTenant(factsOf(facts, usage));
  expect(diagnosis.troubles.map((trouble) => trouble.cause)).toEqual([cause]);
  expect(diagnosis.troubles[0]?.what).toMatch(words);
  expect(diagnosis.troubles[0]).not.toHaveProperty("account");
  expect(diagnosis.troubles[0]?.remedy).not.toMatch(/`hailuo|HAILUO_/);
  for (const name of SECRET) expect(JSON.stringify(diagnosis)).not.toContain(name);
});

test("what a tenant has nothing of is not told to it: low funds, a refused account while nothing of it waits", () => {
  const funds = { at: AT, currency: "USD", low: "$4.44 are left" } as never;
  const idle = diagnoseTenant(factsOf({ counts: countsOf({}) }, { refusing, funds }));
  expect(idle).toMatchObject({ standing: "idle", troubles: [] });
});

test.each([
  ["refuses", "download_storage", "storage_refused", "Finished videos cannot be stored just now"],
  ["is full", "download_storage_full", "storage_full", "There is no room for finished videos just now"],
])("a storage that %s is told without its words", (_how, code, cause, words) => {
  const sample = stored(code, "box-7: no space left on main-account");
  const facts = factsOf({
    counts: countsOf({ downloading: 3 }),
    samples: { queued: [], generating: [], downloading: [sample] },
  });
  const { troubles } = diagnoseTenant(facts);
  expect(troubles).toMatchObject([{ cause, what: `${words}: 3 generations wait.` }]);
});
