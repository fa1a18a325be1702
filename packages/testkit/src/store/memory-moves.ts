import {
  canMove,
  type ChangedRequest,
  type GenerationState,
  holdsSlot,
  isEndState,
  type LostCreate,
  optional,
  type RecordChanges,
  sideOfAccount,
  type Transition,
  type TransitionResult,
} from "@hailuo-queue/contracts";
import { itemOf, type Row, type Rows, shown } from "./memory-rows.ts";

/** What an account has beside its generations. */
export interface MemoryAccount {
  /** By generation, the end of its slot's lease. Unix ms. */
  readonly slots: Map<string, number>;
  /** By `<id>:<run>`, when a create counts in the window. Unix ms. */
  readonly creates: Map<string, number>;
  readonly tasks: Set<string>;
  readonly lost: Map<string, LostCreate>;
}

export interface MoveParts {
  readonly rows: Rows;
  readonly accountNamed: (name: string) => MemoryAccount;
  readonly nextRun: () => number;
  readonly now: () => number;
}

/** A transition as the store makes it, without a batch's limits, inputs, quotas and webhooks. */
export function makeMove(parts: MoveParts, id: string, transition: Transition): TransitionResult {
  const { from, to, changes = {}, window } = transition;
  for (const state of from)
    if (!canMove(state, to)) throw new Error(`A generation never moves from ${state} to ${to} (generation=${id})`);
  const row = parts.rows.all.get(id);
  if (row === undefined) return { outcome: "not_moved" };
  const { record } = row;
  const before = record.state;
  const moved = (): TransitionResult => ({
    outcome: "moved",
    ...(transition.returnRequest === true ? { request: record.request, tenant: record.tenant } : {}),
    ...(transition.newRun === true ? { run: record.run } : {}),
  });
  if (!from.includes(before)) {
    const isOurs = transition.token !== undefined && before === to && row.token === transition.token;
    return isOurs ? moved() : { outcome: "not_moved", record: shown(row) };
  }
  const held = before === "queued" ? row.grant : { run: record.run, account: record.account };
  if (transition.run !== undefined && held?.run !== transition.run) return { outcome: "not_moved", record: shown(row) };
  const name = held?.account ?? transition.account ?? "none";
  const account = parts.accountNamed(name);
  if (
    before === "submission_unknown" &&
    window === undefined &&
    typeof changes.taskId === "string" &&
    account.tasks.has(changes.taskId)
  )
    return { outcome: "task_taken" };

  settleMoney(parts.rows, row, transition);
  const nowMs = parts.now();
  const call = `${id}:${held?.run ?? 0}`;
  if (window?.create === "held") account.creates.set(call, nowMs + window.holdMs);
  else if (window?.create === "stamp") account.creates.set(call, nowMs);
  else if (window?.create === "return") account.creates.delete(call);

  if (to === "creating" && held !== undefined) Object.assign(record, { run: held.run, account: name });
  delete row.grant;
  if (transition.request !== undefined) changeRequest(parts.rows, row, transition.request);
  writeRecord(row, transition, nowMs);
  if (transition.newRun === true) record.run = parts.nextRun();
  if (isEndState(to)) row.ended = nowMs;

  if (typeof changes.taskId === "string") account.tasks.add(changes.taskId);
  if (sideOfAccount(name) === "v2") rememberLost(account, row, transition, before, call);
  if (holdsSlot(to)) {
    if (transition.leaseMs !== undefined) account.slots.set(id, nowMs + transition.leaseMs);
  } else if (transition.keepSlot !== true) account.slots.delete(id);
  return moved();
}

/** The key of an item that is named by its request stands for both. */
function changeRequest(
  rows: Rows,
  { record, items }: Row,
  { request, fingerprint, priceMicroUsd }: ChangedRequest,
): void {
  record.request = request;
  if (priceMicroUsd === undefined) delete record.priceMicroUsd;
  else record.priceMicroUsd = priceMicroUsd;
  const [key] = [...items.keys()].slice(-1);
  if (key === undefined) return;
  if (!key.startsWith("request:")) {
    items.set(key, fingerprint + (/\.\d+$/.exec(items.get(key) ?? "")?.[0] ?? ""));
    return;
  }
  for (let number = 0; ; number += 1) {
    const name = `request:${fingerprint}:${number}`;
    const taken = itemOf(rows, record.batchId, name);
    if (taken === undefined) items.set(name, fingerprint);
    if (taken === undefined || taken.id === record.id) return;
  }
}

function writeRecord(
  row: Row,
  { to, changes = {}, stamp = [], remove: clear = [], deadlineInMs, token }: Transition,
  nowMs: number,
): void {
  const { record } = row;
  const fields = record as unknown as Record<string, unknown>;
  for (const [field, value] of Object.entries(changes as RecordChanges)) {
    if (value === null) delete fields[field];
    else if (value !== undefined) fields[field] = value;
  }
  if (changes.pollError !== undefined && changes.pollError !== null) {
    const { pollCount, ...pollError } = changes.pollError;
    row.errorAt = pollCount;
    record.pollError = pollError;
  }
  for (const field of clear) delete fields[field];
  for (const field of stamp) fields[field] = nowMs;
  if (deadlineInMs !== undefined) record.deadlineAt = nowMs + deadlineInMs;
  if (token !== undefined) row.token = token;
  if (to !== "submission_unknown") delete record.lookup;
  Object.assign(record, { state: to, updatedAt: nowMs });
}

/** A price is reserved from the grant to the task's end, and then charged or given back; one create is charged once. */
function settleMoney({ money }: Rows, row: Row, { to, charged = to === "downloading" }: Transition): void {
  const { record } = row;
  const price = record.priceMicroUsd ?? 0;
  const had = holdsSlot(record.state) || row.grant !== undefined;
  const has = holdsSlot(to);
  const isSettled = row.settledAt !== undefined && row.settledAt === record.submittedAt;
  if (had === has || price === 0 || isSettled) return;
  const sums = money.get(record.batchId) ?? { reserved: 0, spent: 0 };
  money.set(record.batchId, sums);
  sums.reserved += has ? price : -price;
  if (has || charged === false) return;
  const cost = charged === true ? price : charged;
  sums.spent += cost;
  row.settledAt = record.submittedAt ?? 0;
  record.costMicroUsd = (record.costMicroUsd ?? 0) + cost;
}

function rememberLost(
  account: MemoryAccount,
  { record }: Row,
  { to, changes = {}, window }: Transition,
  before: GenerationState,
  call: string,
): void {
  const { id, request, submittedAt = 0 } = record;
  const { model, duration, resolution, ratio } = request;
  if (to === "submission_unknown")
    account.lost.set(call, {
      generationId: id,
      run: Number(call.split(":").at(-1)),
      submittedAt,
      model,
      ...optional({ duration, resolution, ratio }),
    });
  else if (before === "submission_unknown" && (typeof changes.taskId === "string" || window !== undefined))
    account.lost.delete(call);
}
