import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type GenerationRecord, UnavailableError } from "@hailuo-queue/contracts";
import type { Diagnosis, Producer } from "@hailuo-queue/producer";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { batchOf, inOrder, recordOf } from "../__fixtures__/records.ts";
import { runCli } from "../run-cli.ts";
import { cancel } from "./cancel.ts";
import { chooseReporter, isInteractive } from "./choose-reporter.ts";
import { getGeneration } from "./get.ts";
import { listGenerations } from "./list.ts";
import { retry } from "./retry.ts";
import { loadPrompts } from "./load-prompts.ts";
import { resolve, resolutionOf, showCandidates } from "./resolve.ts";
import { showStatus } from "./status.ts";
import { watchBatch } from "./watch.ts";

/** What a command tells the audit is looked at elsewhere. */
const told = { tell: (): void => undefined, refuse: (): void => undefined };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

const BAD = `{"model":"MiniMax-Hailuo-2.3","prompt":"a","duration":7}\n`;

test("input faults are printed with file and line, and nothing is loaded", async () => {
  const file = join(folder, "prompts.jsonl");
  await writeFile(file, BAD.repeat(60));
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false }, shell)).toBeUndefined();
  const lines = shell.err().trimEnd().split("\n");
  expect(lines).toEqual([
    `${file}:1: duration: is 7, allowed are the numbers 6 and 10 (seconds)`,
    "  and 59 more of this kind: lines 2, 3, 4, 5, 6, 7, 8, 9 and 51 more",
    "60 faults; nothing was enqueued.",
  ]);
});

test("for machines every fault is a line and the last is a summary", async () => {
  const shell = createCapturedShell({ stdin: BAD.repeat(60) });
  expect(await runCli(["run", "-", "--json"], shell)).toBe(2);
  const lines = shell.json();
  expect(lines).toHaveLength(61);
  expect(lines[59]).toMatchObject({ type: "error", source: "stdin", line: 60, field: "duration" });
  expect(lines[60]).toMatchObject({
    type: "summary",
    total: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    needs_attention: 0,
    errors: 60,
  });
});

test.each([
  [["run"], /missing required argument 'file'/],
  [["worker"], /missing required argument 'create\|poll\|download\|all'/],
  [["tenants", "set", "studio"], /Nothing to set. Give at least one of: --weight N/],
  [["batches", "set", "spring"], /Nothing to set. Give at least one of: --priority PRIORITY/],
  [["run", "x.jsonl", "--max-in-flight", "0"], /whole number from 1/],
  [["nonsense"], /unknown command 'nonsense'/],
  [["list", "--state", "done"], /Allowed choices are queued/],
  [["watch", "spring", "--josn"], /unknown option '--josn'/],
  [["run", "/nowhere/prompts.jsonl"], /\/nowhere\/prompts\.jsonl: no such file/],
])("%j exits 2 and says why", async (words, reason) => {
  const shell = createCapturedShell();
  expect(await runCli(words, shell)).toBe(2);
  expect(shell.err()).toMatch(reason);
});

test("help and version exit 0, and every command's help has an example", async () => {
  for (const words of [["--help"], ["--version"], ["help", "run"]])
    expect(await runCli(words, createCapturedShell())).toBe(0);
  for (const command of [
    "run",
    "submit",
    "status",
    "watch",
    "get",
    "list",
    "cancel",
    "doctor",
    "simulate",
    "worker",
    "dashboard",
    "prices",
    "templates",
  ]) {
    const shell = createCapturedShell();
    expect(await runCli([command, "--help"], shell)).toBe(0);
    expect(shell.out()).toContain("$ ");
  }
});

test("list prints a table, or a line for each and the cursor", async () => {
  const producer: Pick<Producer, "batch" | "list" | "find"> = {
    batch: async () => undefined,
    find: async () => ({ items: [recordOf(2, "failed")], looked: 1 }),
    list: async () => ({ items: [recordOf(0, "succeeded"), recordOf(1, "failed")], nextCursor: "c2" }),
  };
  const shell = createCapturedShell();
  expect(await listGenerations(producer, { limit: 2, json: false }, shell)).toBe(0);
  expect(shell.outLines()).toHaveLength(4);
  expect(shell.outLines()[3]).toBe("More: --cursor c2");
  const machine = createCapturedShell();
  await listGenerations(producer, { limit: 2, json: true }, machine);
  expect(machine.json().at(-1)).toEqual({ type: "page", count: 2, next_cursor: "c2" });
  const found = createCapturedShell();
  await listGenerations(producer, { where: "code=x cat", limit: 2, json: true }, found);
  expect(found.json().at(-1)).toEqual({ type: "page", count: 1, next_cursor: null });
  await expect(listGenerations(producer, { batch: "nix", limit: 2, json: false }, shell)).rejects.toThrow(
    'There is no batch "nix"',
  );
});

test("get shows a generation, and an unknown id is a usage fault", async () => {
  const shell = createCapturedShell();
  await getGeneration({ get: async () => recordOf(0, "succeeded") }, { id: "gen_0", json: false }, shell);
  expect(shell.out()).toContain("video       /out/spring/gen_0.mp4 (28.4 KB)");
  const paid: GenerationRecord = {
    ...recordOf(0, "succeeded"),
    providerStatus: "Success",
    pollCount: 1,
    priceMicroUsd: 280_000,
    costMicroUsd: 280_000,
  };
  const told = createCapturedShell();
  await getGeneration({ get: async () => paid }, { id: "gen_0", json: false }, told);
  expect(told.outLines()).toEqual(expect.arrayContaining(["provider    Success, polled once", "cost        $0.28"]));
  const machine = createCapturedShell();
  await getGeneration({ get: async () => paid }, { id: "gen_0", json: true }, machine);
  expect(machine.json()).toMatchObject([{ provider_status: "Success", price_usd: 0.28, cost_usd: 0.28 }]);
  await expect(getGeneration({ get: async () => undefined }, { id: "x", json: false }, shell)).rejects.toThrow(
    'There is no generation "x"',
  );
});

test("status shows batches and the account", async () => {
  const shell = createCapturedShell();
  const usage = {
    account: "default",
    slotsUsed: 2,
    slotsAllowed: 8,
    createWindowUsed: 3,
    createPerMinute: 20,
    windows: [],
    backlog: 7,
  };
  const batch = batchOf([recordOf(0, "succeeded"), recordOf(1, "queued")]);
  const producer = {
    batch: async () => undefined,
    batches: async () => [batch],
    overview: async () => ({ counts: batch.counts, accounts: [usage] }),
    diagnosis: async (): Promise<Diagnosis> => ({ at: 0, standing: "moving", summary: "", troubles: [] }),
    balanceChanges: async () => [],
  };
  expect(await showStatus(producer, { json: false }, shell)).toBe(0);
  expect(shell.out()).toContain("account default: 2 of 8 slots taken, 3 of 20 creates in the last minute, 7 waiting");
  expect(shell.out()).not.toContain("$");
  const paid = createCapturedShell();
  await showStatus(
    { ...producer, batches: async () => [{ ...batch, spentMicroUsd: 280_000, reservedMicroUsd: 560_000 }] },
    { json: false },
    paid,
  );
  expect(paid.out()).toContain("$0.28 spent, $0.56 in flight");
  const two = createCapturedShell();
  const accounts = [usage, { ...usage, account: "default~v2" }];
  await showStatus({ ...producer, overview: async () => ({ counts: batch.counts, accounts }) }, { json: false }, two);
  expect(two.outLines().slice(-2)).toEqual([
    "account default~v2: 2 of 8 slots taken, 3 of 20 creates in the last minute",
    "7 waiting for their turn and a slot",
  ]);
  const scarce = createCapturedShell();
  const low = "the balance is low: ¥3.20 are left; top it up before creates are refused (1008)";
  const funds = { at: 1, currency: "CNY", balance: { availableMicro: 3_200_000, owedMicro: 0 }, low } as const;
  await showStatus(
    { ...producer, overview: async () => ({ counts: batch.counts, accounts: [{ ...usage, funds }] }) },
    { json: false },
    scarce,
  );
  expect(scarce.outLines().slice(-2)).toEqual([
    "account default: 2 of 8 slots taken, 3 of 20 creates in the last minute, ¥3.20 left, 7 waiting",
    `account default: ${low}`,
  ]);
  const one = createCapturedShell();
  const change = { account: "default", currency: "USD", fromAt: 0, toAt: 60_000, usedMicro: 300_000 } as const;
  const spent = { ...batch, spentMicroUsd: 280_000 };
  await showStatus(
    { ...producer, batch: async () => spent, balanceChanges: async () => [change] },
    { batch: "spring", json: false },
    one,
  );
  expect(one.outLines().at(-1)).toMatch(
    /^account default: its balance fell by \$0\.30 between \S+Z and \S+Z, by all uses together; this batch cost \$0\.28$/,
  );
  await expect(showStatus(producer, { batch: "none", json: false }, shell)).rejects.toThrow('There is no batch "none"');
});

test("resolve without a decision shows what is known of the create", async () => {
  const lookup = {
    at: 1_790_000_300_000,
    from: 1_789_999_880_000,
    until: 1_790_000_140_000,
    complete: true,
    rivals: 1,
    candidates: [{ taskId: "272076440301631191", createdAt: 1_790_000_001_000, status: "running" }],
  };
  const parked = { ...recordOf(0, "submission_unknown"), submittedAt: 1_790_000_000_000, account: "default~v2" };
  const show = async (record: object, json = false) => {
    const shell = createCapturedShell();
    expect(await showCandidates({ get: async () => record as GenerationRecord }, { id: "g", json }, shell)).toBe(0);
    return json ? JSON.stringify(shell.json()[0]) : shell.out();
  };
  expect(await show({ ...parked, lookup })).toMatch(
    /1 more of your generations requested the same.*\n.*\n {2}272076440301631191 +2026-\S+ +running\n/,
  );
  expect(await show({ ...parked, lookup: { ...lookup, candidates: [] } })).toContain("lists no matching task");
  expect(await show(parked)).toContain("has not been searched");
  expect(await show({ ...parked, account: "default" })).toContain("lists no tasks: check the provider's console");
  expect(await show(recordOf(0, "succeeded"))).toContain("it needs no decision");
  expect(JSON.parse(await show({ ...parked, lookup }, true))).toMatchObject({
    type: "decision",
    state: "submission_unknown",
    lookup: { complete: true, rivals: 1, candidates: [{ task_id: "272076440301631191", status: "running" }] },
  });
});

test.each([
  [{ id: "g", task: "1", fail: true }, "Choose one"],
  [{ id: "g", resubmit: true, fail: true }, "Choose one"],
  [{}, "Name either"],
  [{ id: "g", batch: "b", fail: true }, "Name either"],
  [{ batch: "b" }, "For a batch use"],
  [{ batch: "b", task: "1" }, "For a batch use"],
  [{ id: "g", fail: true, force: true }, "--force is for --resubmit only"],
  [{ id: "g", fail: true, dryRun: true }, "--dry-run is for a --batch"],
])("resolve with %j is a fault of usage", (options, reason) => {
  expect(() => resolutionOf(options)).toThrow(reason);
});

test("resolve of a batch says how many, what they cost, and which were left as they are", async () => {
  const producer: Pick<Producer, "resolve" | "resolveBatch" | "batch"> = {
    resolve: async (id) => ({ result: "queued", id, priceMicroUsd: 280_000 }),
    resolveBatch: async () => ({
      waiting: 3,
      resolved: 2,
      refused: { task_may_exist: 1 },
      priceMicroUsd: 560_000,
      unpriced: 0,
    }),
    batch: async () => batchOf([recordOf(0, "submission_unknown")]),
  };
  const parts = { producer, redisUrl: "", ...told };
  const shell = createCapturedShell();
  const resubmit = { action: "resubmit" } as const;
  expect(await resolve(parts, resubmit, { batch: "spring", resubmit: true, dryRun: true, json: false }, shell)).toBe(1);
  expect(await resolve(parts, resubmit, { batch: "spring", resubmit: true, json: true }, shell)).toBe(1);
  expect(await resolve(parts, resubmit, { id: "g", resubmit: true, json: false }, shell)).toBe(0);
  const [dry, line = "", single] = shell.outLines();
  expect(dry).toBe(
    "spring: 3 wait for a decision; 2 would be bought again for $0.56, and paid twice where the first create was accepted; 1 left as it is (1 task_may_exist)",
  );
  expect(JSON.parse(line)).toMatchObject({
    type: "batch_resolution",
    waiting: 3,
    resolved: 2,
    refused: 1,
    may_cost_usd: 0.56,
    dry_run: false,
  });
  expect(single).toBe("g is queued again, and will be bought for $0.28");
});

test("cancel needs exactly one of id and batch", async () => {
  const producer: Pick<Producer, "cancel" | "cancelBatch" | "batch"> = {
    cancel: async (id) => ({ result: "already_ended", id, state: "succeeded" }),
    cancelBatch: async () => ({ cancelled: 1, cancelling: 1, alreadyEnded: 0 }),
    batch: async () => batchOf([recordOf(0, "queued")]),
  };
  const shell = createCapturedShell();
  await expect(cancel({ producer, ...told }, { json: false }, shell)).rejects.toThrow("Name either");
  await expect(cancel({ producer, ...told }, { id: "a", batch: "b", json: false }, shell)).rejects.toThrow(
    "Name either",
  );
  expect(await cancel({ producer, ...told }, { id: "a", json: true }, shell)).toBe(1);
  expect(await cancel({ producer, ...told }, { batch: "spring", json: true }, shell)).toBe(0);
  expect(shell.json()[1]).toEqual({ type: "cancel", batch: "spring", cancelled: 1, cancelling: 1, already_ended: 0 });
});

function watchable(records: ReturnType<typeof recordOf>[]) {
  const usage = {
    account: "default",
    slotsUsed: 0,
    slotsAllowed: 8,
    createWindowUsed: 0,
    createPerMinute: 20,
    windows: [],
    backlog: 0,
  };
  return {
    batch: async () => batchOf(records),
    overview: async () => ({ counts: batchOf(records).counts, accounts: [usage] }),
    diagnosis: async (): Promise<Diagnosis> => ({ at: 0, standing: "moving", summary: "", troubles: [] }),
    events: () => inOrder([]),
    get: async () => undefined,
    listBatch: () => inOrder(records),
  } satisfies Partial<Producer>;
}

test("watch ends with the batch and its exit code; Ctrl-C ends it with 130", async () => {
  const ended = createCapturedShell();
  expect(
    await watchBatch(
      watchable([recordOf(0, "succeeded"), recordOf(1, "failed")]),
      { batch: "spring", json: true },
      ended,
    ),
  ).toBe(1);
  expect(ended.json().map((line) => line["type"])).toEqual(["progress", "generation", "generation", "summary"]);
  expect(Object.keys(ended.json().at(-1) ?? {}).slice(0, 6)).toEqual([
    "type",
    "total",
    "succeeded",
    "failed",
    "cancelled",
    "needs_attention",
  ]);
  const shaken = createCapturedShell();
  let reads = 0;
  const leaving = {
    ...watchable([recordOf(0, "failed")]),
    listBatch: () => {
      reads += 1;
      if (reads < 4) throw new UnavailableError("redis_unavailable", "Redis is away.");
      return inOrder([recordOf(0, "failed")]);
    },
  };
  expect(await watchBatch(leaving, { batch: "spring", json: false }, shaken)).toBe(1);
  expect(shaken.out()).toContain("1 failed");
  const stopped = createCapturedShell();
  const watching = watchBatch(watchable([recordOf(0, "generating")]), { batch: "spring", json: false }, stopped);
  setImmediate(() => stopped.interrupt());
  expect(await watching).toBe(130);
  expect(stopped.err()).toContain("the workers continue");
});

test("only a terminal outside of CI is drawn on", () => {
  expect(isInteractive(createCapturedShell({ isTTY: true }))).toBe(true);
  for (const env of [{ CI: "true" }, { TERM: "dumb" }])
    expect(isInteractive(createCapturedShell({ isTTY: true, env }))).toBe(false);
  expect(isInteractive(createCapturedShell())).toBe(false);
  chooseReporter(createCapturedShell(), true).close();
});

test("what is retried in a batch that too many failures have stopped waits, and says what continues it", async () => {
  const records = [recordOf(0, "failed"), recordOf(1, "succeeded")];
  const producer: Pick<Producer, "retry" | "batch" | "listBatch"> = {
    retry: async (id) => ({ result: "queued", id }),
    listBatch: () => inOrder(records),
    batch: async () => ({ ...batchOf([recordOf(0, "queued"), recordOf(1, "succeeded")]), stopped: "failure_ratio" }),
  };
  const shell = createCapturedShell();
  expect(await retry({ producer, ...told }, { batch: "spring", rebuy: true, json: false }, shell)).toBe(0);
  expect(shell.err()).toContain(
    "! 1 was not started: too many failed. `hailuo batches set spring --max-failure-ratio RATIO`",
  );
});
