import { expect, test } from "@jest/globals";
import {
  type AccountRefusing,
  type AccountUsage,
  type BatchSummary,
  GENERATION_STATES,
  type GenerationRecord,
  type KnownWorker,
  type Stage,
  STAGES,
  type TenantStanding,
} from "@hailuo-queue/contracts";
import { diagnose } from "./diagnose.ts";
import type { DiagnosisFacts } from "./facts.ts";
import { TROUBLE_CAUSES, type Trouble } from "./trouble.ts";

const AT = 1_796_000_000_000;

function countsOf(counts: Partial<DiagnosisFacts["counts"]>): DiagnosisFacts["counts"] {
  return {
    ...(Object.fromEntries(GENERATION_STATES.map((state) => [state, 0])) as DiagnosisFacts["counts"]),
    ...counts,
  };
}

function accountOf(usage: Partial<AccountUsage> = {}): AccountUsage {
  return {
    account: "main",
    slotsUsed: 3,
    slotsAllowed: 20,
    createWindowUsed: 2,
    createPerMinute: 20,
    windows: [{ callType: "create", limit: 20, windowMs: 60_000, used: 2 }],
    backlog: 7,
    ...usage,
  };
}

function refusing(code: string, { stopped = true }: { readonly stopped?: boolean } = {}): AccountRefusing {
  const base = { since: AT - 300_000, times: 4, lastAt: AT - 5000, reason: `${code}: MiniMax said no`, code };
  return stopped ? { ...base, stopped: true, nextTryAt: AT + 60_000 } : base;
}

function workersOf(stages: readonly Stage[], goneSince?: number): readonly KnownWorker[] {
  const sign = { host: "box", pid: 1, version: "0.1.0", startedAt: 0, underWay: 0, seenAt: goneSince ?? AT };
  return stages.map((stage) => ({ ...sign, id: stage, stage }));
}

function batchOf(batch: Partial<BatchSummary> = {}): BatchSummary {
  return {
    batchId: "spring",
    tenant: "studio",
    createdAt: 0,
    phase: "sealed",
    total: 10,
    counts: countsOf({ queued: 7, failed: 3 }),
    invalid: 0,
    reservedMicroUsd: 0,
    spentMicroUsd: 1_000_000,
    ...batch,
  };
}

function tenantOf(tenant: Partial<TenantStanding> = {}): TenantStanding {
  return {
    tenant: "studio",
    weight: 1,
    paused: false,
    unfinished: 7,
    keptBytes: 0,
    inputBytes: 0,
    reservedMicroUsd: 0,
    spentMicroUsd: 0,
    ...tenant,
  };
}

function recordOf(record: Partial<GenerationRecord> = {}): GenerationRecord {
  return {
    id: "gen_1",
    state: "queued",
    request: {
      model: "MiniMax-Hailuo-2.3",
      prompt: "x",
      duration: 6,
      resolution: "768P",
      enable_prompt_expansion: true,
    },
    batchId: "spring",
    index: 0,
    tenant: "studio",
    objectKey: "spring/gen_1.mp4",
    run: 1,
    createdAt: 0,
    updatedAt: 0,
    pollCount: 0,
    ...record,
  };
}

/** A generation whose last attempt of this stage ended so. */
function met(state: GenerationRecord["state"], stage: Stage, code: string): GenerationRecord {
  const attempt = { code, message: "it said no", times: 2, since: AT - 9000, at: AT - 1000 };
  return recordOf({
    state,
    attempts: { [stage]: [attempt] },
    ...(stage === "poll"
      ? { pollError: { code, message: "it said no", at: AT } as unknown as NonNullable<GenerationRecord["pollError"]> }
      : {}),
    ...(stage === "create"
      ? { refusals: { main: { tries: 2 } } as unknown as NonNullable<GenerationRecord["refusals"]> }
      : {}),
  });
}

function factsOf(facts: Partial<DiagnosisFacts> = {}): DiagnosisFacts {
  return {
    counts: countsOf({ queued: 7, generating: 3 }),
    accounts: [accountOf()],
    fleet: { at: AT, workers: workersOf(STAGES) },
    batches: [batchOf()],
    tenants: [tenantOf()],
    ...facts,
    samples: { queued: [recordOf()], generating: [], downloading: [], ...facts.samples },
  };
}

const floodOf = (batch: Partial<BatchSummary> = {}): BatchSummary =>
  batchOf({ tenant: "flood", batchId: "flood", counts: countsOf({ queued: 993 }), ...batch });

const noSamples = { queued: [], generating: [], downloading: [] };
const none = { counts: countsOf({ queued: 7 }) };

test.each<readonly [string, Partial<DiagnosisFacts>, Partial<Trouble>, RegExp, string]>([
  [
    "no create worker ever",
    { ...none, fleet: { at: AT, workers: workersOf(["poll", "download"]) } },
    { cause: "no_create_worker", generations: 7 },
    /No create worker has run in the last day: 7 generations wait for one\. Start one with `hailuo worker create`/,
    "stopped",
  ],
  [
    "the create worker died",
    { fleet: { at: AT, workers: [...workersOf(["create"], AT - 180_000), ...workersOf(["poll", "download"])] } },
    { cause: "no_create_worker" },
    /has run for 3 min/,
    "slowed",
  ],
  [
    "no poll worker",
    { counts: countsOf({ generating: 3 }), fleet: { at: AT, workers: workersOf(["create", "download"]) } },
    { cause: "no_poll_worker", generations: 3 },
    /hailuo worker poll/,
    "stopped",
  ],
  [
    "no download worker",
    { counts: countsOf({ downloading: 1 }), fleet: { at: AT, workers: workersOf(["create", "poll"]) } },
    { cause: "no_download_worker", generations: 1 },
    /1 generation waits for one/,
    "stopped",
  ],
  [
    "a draining account",
    { ...none, accounts: [accountOf({ draining: true })] },
    { cause: "account_draining", generations: 7 },
    /hailuo accounts resume main/,
    "stopped",
  ],
  [
    "a paused account",
    { ...none, accounts: [accountOf({ paused: true })] },
    { cause: "account_paused", generations: 7 },
    /paused by a user/,
    "stopped",
  ],
  [
    "a limit of 0",
    { ...none, accounts: [accountOf({ slotsAllowed: 0, slotsUsed: 0, limitZero: true })] },
    { cause: "limit_zero", severity: "stops", generations: 7 },
    /a limit of it is 0\. 7 generations wait\..*hailuo accounts set main --max-in-flight N/,
    "stopped",
  ],
  [
    "the only account of a model paused, beside one that works",
    {
      ...none,
      accounts: [accountOf({ paused: true }), accountOf({ account: "other", models: ["MiniMax-H3"] })],
    },
    { cause: "account_paused", severity: "stops", account: "main", generations: 7 },
    /7 generations wait/,
    "stopped",
  ],
  [
    "a model that every account is refused",
    {
      ...none,
      accounts: [
        accountOf({ disabledModels: { "MiniMax-Hailuo-2.3": AT + 600_000 } }),
        accountOf({ account: "other", models: ["MiniMax-H3"] }),
      ],
    },
    { cause: "model_refused", severity: "stops", generations: 7 },
    /refuses MiniMax-Hailuo-2\.3 to account main\. 7 generations wait\./,
    "stopped",
  ],
  [
    "one of two accounts paused",
    { accounts: [accountOf({ paused: true }), accountOf({ account: "other" })] },
    { cause: "account_paused", severity: "slows", generations: 0 },
    /hailuo accounts resume main/,
    "slowed",
  ],
  [
    "no balance",
    { ...none, accounts: [accountOf({ refusing: refusing("insufficient_balance") })] },
    { cause: "account_refused", code: "insufficient_balance" },
    /4 times: MiniMax said no\. 7 generations wait\. Top the account up/,
    "stopped",
  ],
  [
    "a bad key",
    { ...none, accounts: [accountOf({ refusing: refusing("key_refused") })] },
    { code: "key_refused" },
    /keys are bound to a region/,
    "stopped",
  ],
  [
    "throttled",
    { ...none, accounts: [accountOf({ refusing: refusing("rate_limited") })] },
    { code: "rate_limited" },
    /It ends by itself.*The next create tries it at/,
    "stopped",
  ],
  [
    "a plan used up",
    { ...none, accounts: [accountOf({ refusing: refusing("plan_used_up") })] },
    { code: "plan_used_up" },
    /window resets/,
    "stopped",
  ],
  [
    "a wrong base URL",
    { ...none, accounts: [accountOf({ refusing: refusing("endpoint_not_found") })] },
    { code: "endpoint_not_found" },
    /MINIMAX_BASE_URL/,
    "stopped",
  ],
  [
    "the provider is not reached",
    { ...none, accounts: [accountOf({ refusing: refusing("unreachable") })] },
    { code: "unreachable" },
    /tests the way, the proxy on it/,
    "stopped",
  ],
  [
    "a proxy refuses",
    { ...none, accounts: [accountOf({ refusing: refusing("proxy_refused") })] },
    { code: "proxy_refused" },
    /HTTPS_PROXY/,
    "stopped",
  ],
  [
    "a firewall refuses",
    { ...none, accounts: [accountOf({ refusing: refusing("request_blocked") })] },
    { code: "request_blocked" },
    /firewall/,
    "stopped",
  ],
  [
    "a refusal of an earlier version, without code",
    { ...none, accounts: [accountOf({ pausedUntil: AT + 9000, pausedReason: "x: y" })] },
    { cause: "account_refused" },
    /refuses account main: x: y\. .*hailuo doctor/,
    "stopped",
  ],
  [
    "refused at times",
    { accounts: [accountOf({ refusing: refusing("rate_limited", { stopped: false }) })] },
    { cause: "account_refused_at_times" },
    /takes other creates/,
    "slowed",
  ],
  [
    "all slots lost",
    { ...none, accounts: [accountOf({ slotsUsed: 20, slotsLost: 20 })] },
    { cause: "slots_lost", severity: "stops" },
    /All 20 slots of account main are held by creates whose answers were lost\. 7 generations wait/,
    "stopped",
  ],
  [
    "some slots lost",
    { accounts: [accountOf({ slotsUsed: 20, slotsLost: 17 })] },
    { cause: "slots_lost", severity: "slows" },
    /17 of 20 slots/,
    "slowed",
  ],
  [
    "hanging tasks",
    { counts: countsOf({ queued: 7, overdue: 20 }), accounts: [accountOf({ slotsUsed: 20 })] },
    { cause: "slots_overdue" },
    /20 tasks are past the deadline.*hold their slots/,
    "slowed",
  ],
  ["a lowered cap", { accounts: [accountOf({ slotsTaken: 8 })] }, { cause: "cap_lowered" }, /8 are tried/, "slowed"],
  [
    "a model refused",
    { accounts: [accountOf({ disabledModels: { "MiniMax-H3": AT + 600_000 } })] },
    { cause: "model_refused", model: "MiniMax-H3" },
    /tried again at/,
    "slowed",
  ],
  [
    "a model that no account has",
    {
      ...none,
      accounts: [accountOf({ models: ["MiniMax-H3"] })],
      samples: { ...noSamples, queued: [recordOf(), recordOf()] },
    },
    { cause: "no_account_for_model", generations: 2 },
    /No account may use MiniMax-Hailuo-2\.3/,
    "slowed",
  ],
  [
    "a paused tenant",
    { ...none, tenants: [tenantOf({ paused: true })] },
    { cause: "tenant_paused", tenant: "studio", generations: 7 },
    /hailuo tenants resume studio/,
    "stopped",
  ],
  [
    "a tenant's budget",
    {
      ...none,
      tenants: [tenantOf({ budgetMicroUsd: 5_000_000, spentMicroUsd: 4_800_000, reservedMicroUsd: 200_000 })],
    },
    { cause: "tenant_budget" },
    /\$5\.00 of \$5\.00/,
    "stopped",
  ],
  [
    "a flood of one tenant",
    {
      counts: countsOf({ queued: 1000, generating: 20 }),
      accounts: [accountOf({ slotsUsed: 20, backlog: 1000 })],
      tenants: [tenantOf({ tenant: "flood", unfinished: 1013 }), tenantOf({ weight: 3 })],
      batches: [floodOf(), batchOf()],
    },
    { cause: "tenant_flood", severity: "warns", tenant: "flood", generations: 7 },
    /Tenant flood has 993 of the 1,000 generations that wait\..* it gets 25 % of the starts\. Nothing needs to be done\. .*tenants set flood --weight/,
    "moving",
  ],
  [
    "a tenant's budget that has no room for the next price",
    { ...none, tenants: [tenantOf({ budgetMicroUsd: 300_000, spentMicroUsd: 280_000, stopped: true })] },
    { cause: "tenant_budget", generations: 7 },
    /The next price does not fit the budget of tenant studio \(\$0\.28 of \$0\.30\): 7 generations wait/,
    "stopped",
  ],
  [
    "a paused batch",
    { ...none, batches: [batchOf({ paused: true })] },
    { cause: "batch_paused", batch: "spring" },
    /hailuo batches resume spring/,
    "stopped",
  ],
  ["an open batch", { ...none, batches: [batchOf({ phase: "open" })] }, { cause: "batch_open" }, /seals it/, "stopped"],
  [
    "a batch's budget",
    { ...none, batches: [batchOf({ stopped: "budget", budgetMicroUsd: 1_200_000 })] },
    { cause: "batch_budget" },
    /\$1\.00 of \$1\.20 spent.*--budget AMOUNT/,
    "stopped",
  ],
  [
    "a batch without a price",
    { ...none, batches: [batchOf({ stopped: "no_price" })] },
    { cause: "batch_no_price" },
    /HAILUO_PRICES_FILE/,
    "stopped",
  ],
  [
    "too many failures",
    { ...none, batches: [batchOf({ stopped: "failure_ratio" })] },
    { cause: "batch_failure_ratio" },
    /3 of 10.*hailuo batches resume spring/,
    "stopped",
  ],
  [
    "a batch being cancelled",
    { ...none, batches: [batchOf({ cancelling: true })] },
    { cause: "batch_cancelling" },
    /ends by itself/,
    "stopped",
  ],
  [
    "storage full",
    {
      counts: countsOf({ downloading: 4 }),
      samples: { ...noSamples, downloading: [met("downloading", "download", "download_storage_full")] },
    },
    { cause: "storage_full", generations: 4, stage: "download" },
    /no room for videos: it said no\. 4 generations wait\. Make room, or raise the quota/,
    "stopped",
  ],
  [
    "storage away",
    {
      counts: countsOf({ downloading: 4 }),
      samples: { ...noSamples, downloading: [met("downloading", "download", "download_storage")] },
    },
    { cause: "storage_refused", generations: 4 },
    /cannot be stored: it said no\. 4 generations wait\. Mend the storage/,
    "stopped",
  ],
  [
    "links refused",
    {
      counts: countsOf({ downloading: 4 }),
      samples: { ...noSamples, downloading: [met("downloading", "download", "download_link_refused")] },
    },
    { cause: "links_refused" },
    /file host/,
    "stopped",
  ],
  [
    "downloads break off",
    {
      counts: countsOf({ downloading: 4 }),
      samples: {
        ...noSamples,
        downloading: [met("downloading", "download", "download_interrupted"), recordOf({ state: "downloading" })],
      },
    },
    { cause: "downloads_failing", generations: 2 },
    /tried again by themselves/,
    "slowed",
  ],
  [
    "polls fail",
    { samples: { ...noSamples, generating: [met("generating", "poll", "server_error")] } },
    { cause: "polls_failing" },
    /nothing is bought again/,
    "slowed",
  ],
  [
    "a poll worker without the key",
    {
      counts: countsOf({ generating: 3 }),
      samples: { ...noSamples, generating: [met("generating", "poll", "account_not_configured")] },
    },
    { cause: "no_key_for_polls", generations: 3 },
    /HAILUO_ACCOUNTS_FILE/,
    "stopped",
  ],
  [
    "a poison prompt",
    { samples: { ...noSamples, queued: [met("queued", "create", "request_blocked"), recordOf()] } },
    { cause: "creates_refused_alone", generations: 1 },
    /set aside/,
    "slowed",
  ],
  [
    "lost creates",
    { counts: countsOf({ submission_unknown: 17 }) },
    { cause: "decision_needed", severity: "asks", generations: 17 },
    /17 creates were lost: each may have been bought, so none is sent again\. .*hailuo resolve ID/,
    "stopped",
  ],
  [
    "a low balance",
    { accounts: [accountOf({ funds: { at: 0, currency: "USD", low: "the balance is low: $1.00 are left" } })] },
    { cause: "funds_low", severity: "warns" },
    /Top it up/,
    "moving",
  ],
  [
    "a callback that is refused",
    { accounts: [accountOf({ callbackRefused: { since: 0, leftOutUntil: AT, reason: "fail to check" } })] },
    { cause: "callback_refused", severity: "warns" },
    /Polls find the videos/,
    "moving",
  ],
  [
    "slots full",
    { accounts: [accountOf({ slotsUsed: 20 })] },
    { cause: "slots_full", severity: "limit" },
    /All 20 slots of account main are in use\. Each video that ends/,
    "moving",
  ],
  [
    "the minute is used",
    { accounts: [accountOf({ windows: [{ callType: "create", limit: 20, windowMs: 60_000, used: 20 }] })] },
    { cause: "window_full", severity: "limit" },
    /20 starts for this minute/,
    "moving",
  ],
])("%s", (_name, facts, wanted, words, standing) => {
  const diagnosis = diagnose(factsOf(facts));
  expect(diagnosis.troubles[0]).toMatchObject(wanted);
  expect(diagnosis.summary).toMatch(words);
  expect(diagnosis.standing).toBe(standing);
  for (const { what, remedy } of diagnosis.troubles)
    for (const sentence of [what, remedy]) expect(sentence).toMatch(/^[A-Z0-9`].*\.$/s);
});

test.each<readonly [string, Partial<DiagnosisFacts>, readonly string[], string]>([
  [
    "no worker, and the provider refuses",
    {
      ...none,
      fleet: { at: AT, workers: workersOf(["poll", "download"]) },
      accounts: [accountOf({ refusing: refusing("insufficient_balance") })],
    },
    ["no_create_worker", "account_refused"],
    "stopped",
  ],
  [
    "a paused batch of a paused tenant, beside another that moves: the same ones stand still once",
    {
      counts: countsOf({ queued: 14 }),
      tenants: [tenantOf({ paused: true }), tenantOf({ tenant: "other" })],
      batches: [batchOf({ paused: true }), batchOf({ tenant: "other", batchId: "other" })],
      samples: { ...noSamples, queued: [recordOf()] },
    },
    ["tenant_paused", "batch_paused"],
    "slowed",
  ],
  [
    "every account stopped, each in its own way: all that wait, wait once",
    {
      counts: countsOf({ queued: 7, generating: 7 }),
      accounts: [accountOf({ paused: true }), accountOf({ account: "other", slotsAllowed: 0, limitZero: true })],
    },
    ["account_paused", "limit_zero"],
    "slowed",
  ],
  [
    "a full storage, and a paused tenant that has less",
    {
      counts: countsOf({ queued: 7, downloading: 30 }),
      tenants: [tenantOf({ paused: true })],
      samples: { ...noSamples, downloading: [met("downloading", "download", "download_storage_full")] },
    },
    ["storage_full", "tenant_paused"],
    "stopped",
  ],
  [
    "a refusal that is over, and lost creates: the decision is asked for",
    {
      counts: countsOf({ queued: 7, submission_unknown: 2 }),
      accounts: [accountOf({ slotsLost: 2 })],
      batches: [batchOf({ counts: countsOf({ queued: 7, submission_unknown: 2 }) })],
    },
    ["slots_lost", "decision_needed"],
    "slowed",
  ],
])("of two troubles at once: %s", (_name, facts, causes, standing) => {
  const { troubles, standing: told, summary } = diagnose(factsOf(facts));
  expect(troubles.map(({ cause }) => cause)).toEqual(causes);
  expect(told).toBe(standing);
  expect(summary).toBe(`${troubles[0]?.what} ${troubles[0]?.remedy}`);
});

test("each cause of the list is met by the table", async () => {
  const { readFile } = await import("node:fs/promises");
  const table = await readFile(new URL(import.meta.url), "utf8");
  expect(TROUBLE_CAUSES.filter((cause) => !table.includes(`cause: "${cause}"`))).toEqual([]);
});

test("a tenant whose slots others hold is told what its share is", () => {
  const facts = factsOf({
    accounts: [accountOf({ slotsUsed: 20 })],
    tenants: [tenantOf({ tenant: "other", unfinished: 38 }), tenantOf({ unfinished: 9 })],
    batches: [batchOf({ tenant: "other", batchId: "other", counts: countsOf({ queued: 20 }) }), batchOf()],
  });
  expect(diagnose(facts).troubles.filter(({ tenant }) => tenant !== undefined)).toEqual([
    expect.objectContaining({
      cause: "tenant_share",
      tenant: "studio",
      generations: 7,
      what: "Tenant studio has 2 of the 20 slots in use, less than its share of 10: 7 generations wait.",
    }),
  ]);
});

test.each<readonly [string, Partial<DiagnosisFacts>]>([
  ["slots are free", { accounts: [accountOf({ slotsUsed: 19 })] }],
  ["an account is refused", { accounts: [accountOf({ slotsUsed: 20, refusing: refusing("rate_limited") })] }],
  ["nobody else waits", { batches: [batchOf({ tenant: "flood", counts: countsOf({ queued: 993 }) })] }],
  ["the flood is paused", { tenants: [tenantOf({ tenant: "flood", unfinished: 1013, paused: true }), tenantOf()] }],
  ["what floods is not sealed yet", { batches: [floodOf({ phase: "open" }), batchOf()] }],
  [
    "the backlog is as large as work that is due",
    { batches: [floodOf({ counts: countsOf({ queued: 199 }) }), batchOf()] },
  ],
])("nobody floods where %s", (_what, facts) => {
  const flooded = {
    accounts: [accountOf({ slotsUsed: 20 })],
    tenants: [tenantOf({ tenant: "flood", unfinished: 1013 }), tenantOf()],
    batches: [floodOf(), batchOf()],
  };
  const causes = (of: Partial<DiagnosisFacts>) => diagnose(factsOf(of)).troubles.map(({ cause }) => cause);
  expect(causes(flooded)).toContain("tenant_flood");
  expect(causes({ ...flooded, ...facts })).not.toContain("tenant_flood");
});

test("where nothing is in the way that is said, with what is under way", () => {
  expect(diagnose(factsOf())).toMatchObject({
    standing: "moving",
    summary: "Nothing is in the way: 3 under way, 7 waiting for their turn.",
  });
  expect(diagnose(factsOf({ counts: countsOf({ succeeded: 4 }), batches: [] }))).toMatchObject({
    standing: "idle",
    troubles: [],
  });
});

test("what holds up most is told first", () => {
  const facts = factsOf({
    counts: countsOf({ queued: 100, downloading: 4 }),
    accounts: [accountOf({ paused: true, backlog: 100 })],
    samples: { ...noSamples, downloading: [met("downloading", "download", "download_storage")] },
  });
  expect(
    diagnose(facts)
      .troubles.map(({ cause }) => cause)
      .slice(0, 2),
  ).toEqual(["account_paused", "storage_refused"]);
});
