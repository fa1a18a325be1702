import {
  DEFAULT_ACCOUNT,
  type CallBudget,
  type Clock,
  type GenerationRecord,
  type Ledger,
  type ListedTask,
  type LostCreate,
  type LostCreates,
  type PipelineReporter,
  ProviderError,
  type Random,
  runOf,
  type StageQueue,
  taskFound,
  type TaskLookup,
  type TaskApi,
  type TaskPage,
  optional,
} from "@hailuo-queue/contracts";
import type { PipelineSettings } from "../settings.ts";
import { createTaskLister } from "../task-list/task-lister.ts";
import { lostCreateOf } from "./lost-create-of.ts";
import { type LostCreateDecision, matchLostCreates, MOST_CANDIDATES, timeOfTask } from "./match-lost-creates.ts";
import { recordsIn } from "./records-in.ts";

export interface LostCreateParts {
  readonly taskApi: Pick<TaskApi, "hasTaskApi" | "listTasks">;
  /** Those of this process. */
  readonly accounts: readonly string[];
  readonly lostCreates: LostCreates;
  readonly budget: CallBudget;
  readonly random: Random;
  /** Whether a task that is surely found goes on, or is only shown. */
  readonly foundTasks: "adopt" | "show";
}

export interface FindParts extends LostCreateParts {
  readonly ledger: Pick<Ledger, "get" | "getMany" | "list" | "transition">;
  readonly queue: Pick<StageQueue, "add">;
  readonly settings: Pick<PipelineSettings, "createTimeoutMs" | "taskDeadlineMs">;
  readonly clock: Clock;
  readonly reporter: Pick<PipelineReporter, "taskAccepted" | "mended" | "anomaly" | "callRefused">;
}

const MINUTE_MS = 60_000;
/** The provider forgets after seven days. */
const LISTED_FOR_MS = 7 * 24 * 60 * MINUTE_MS;
/** Of one look at one account: three thousand tasks, ten minutes of the fastest account. */
const MOST_PAGES = 30;
/** A look without a match is repeated: somebody may have decided on a rival. */
const LOOK_AGAIN_MS = { shortest: MINUTE_MS, longest: 15 * MINUTE_MS };

/**
 * Looks for the tasks of creates whose answers were lost, where the provider lists tasks. One that is surely found goes
 * on with its generation; for the others it is noted what was found. Nothing is bought, and nothing is given up because
 * the list is empty.
 */
export async function findLostCreates(parts: FindParts, signal: AbortSignal): Promise<void> {
  for (const account of parts.accounts) {
    if (signal.aborted) return;
    if (parts.taskApi.hasTaskApi(account)) await lookAt(parts, account, signal);
  }
}

async function lookAt(parts: FindParts, account: string, signal: AbortSignal): Promise<void> {
  const { settings, clock, lostCreates } = parts;
  const waiting = await readWaiting(parts, account);
  const due = waiting.filter(({ record, create }) =>
    isDue(record, timeOfTask(create, settings.createTimeoutMs).until, clock.now()),
  );
  if (due.length === 0) return;
  const look = await lookThrough(parts, account, due, signal);
  if ("refused" in look) return;
  const records = new Map(due.map(({ record }) => [record.id, record]));
  for (const decision of look.decisions) {
    const record = records.get(decision.create.generationId) as GenerationRecord;
    if (decision.type === "adopt" && parts.foundTasks === "adopt") await adopt(parts, record, decision.taskId);
    else await lostCreates.note(record.id, record.run, better(record.lookup, decision.lookup));
  }
}

/**
 * Looks for all of an account's lost creates now, and notes what was found; takes none over, since somebody is about to
 * decide.
 */
export async function lookNow(parts: LookParts, account: string, signal: AbortSignal): Promise<LookOutcome> {
  const { settings, clock, lostCreates } = parts;
  const waiting = await readWaiting(parts, account);
  const due = waiting.filter(({ record, create }) =>
    isListed(record, timeOfTask(create, settings.createTimeoutMs).until, clock.now()),
  );
  if (due.length === 0) return { at: clock.now() };
  const look = await lookThrough(parts, account, due, signal);
  if ("refused" in look) return look;
  const records = new Map(due.map(({ record }) => [record.id, record]));
  for (const { create, lookup } of look.decisions)
    await lostCreates.note(create.generationId, create.run, better(records.get(create.generationId)?.lookup, lookup));
  return { at: look.at };
}

export type LookParts = Pick<FindParts, "ledger" | "taskApi" | "lostCreates" | "budget" | "random" | "clock"> & {
  readonly settings: Pick<PipelineSettings, "createTimeoutMs">;
  readonly reporter: Pick<PipelineReporter, "callRefused">;
};

/**
 * `refused`: not even the first page came; by the provider, or, where undefined, as the query window had no room for
 * `waitMs`.
 */
export type LookOutcome =
  | { readonly at: number }
  | { readonly refused: ProviderError | undefined; readonly waitMs?: number };

type Look =
  | { readonly decisions: readonly LostCreateDecision[]; readonly at: number }
  | { readonly refused: ProviderError | undefined; readonly waitMs?: number };

async function lookThrough(
  parts: LookParts,
  account: string,
  due: readonly Waiting[],
  signal: AbortSignal,
): Promise<Look> {
  const { ledger, lostCreates, settings, clock, reporter } = parts;
  const timeoutMs = settings.createTimeoutMs;
  const from = Math.min(...due.map(({ create }) => timeOfTask(create, timeoutMs).from));
  const lister = createTaskLister(parts);
  let stopped: { readonly refused: ProviderError | undefined; readonly waitMs?: number } = { refused: undefined };
  const listing = await readTasks(from, askPage);
  if (listing === undefined) return stopped;
  // In this order: what was created before the list was read is under way or lost by now, or else its task is known.
  const rivals = [...(await readUnderWay(ledger, account)), ...(await lostCreates.list(account))];
  const known = await lostCreates.known(
    account,
    listing.tasks.map(({ taskId }) => taskId),
  );
  const nowMs = clock.now();
  const decisions = matchLostCreates({
    waiting: due.map(({ create }) => create),
    rivals,
    tasks: listing.tasks.filter(({ taskId }) => !known.has(taskId)),
    timeoutMs,
    nowMs,
    ...optional({ seenBackTo: listing.seenBackTo }),
  });
  return { decisions, at: nowMs };

  /** Undefined where the account's window has no room now, or the provider refuses. */
  async function askPage(page: number): Promise<TaskPage | undefined> {
    try {
      const answer = await lister.ask(account, { page }, signal);
      if ("page" in answer) return answer.page;
      stopped = { refused: undefined, waitMs: answer.waitMs };
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ProviderError)) throw error;
      reporter.callRefused(account, "query", error.code, error.message);
      stopped = { refused: error };
      return undefined;
    }
  }
}

/**
 * What was seen when the account had made fewer tasks since is not lost to a look that does not get as far back. What
 * that one shows counts as well: a task may appear late, and by these findings it is bought again.
 */
function better(before: TaskLookup | undefined, now: TaskLookup): TaskLookup {
  if (before?.complete !== true || now.complete) return now;
  const known = new Set(now.candidates.map(({ taskId }) => taskId));
  const candidates = [...now.candidates, ...before.candidates.filter(({ taskId }) => !known.has(taskId))];
  return {
    ...before,
    at: now.at,
    candidates: candidates.slice(0, MOST_CANDIDATES).toSorted((one, other) => one.createdAt - other.createdAt),
    rivals: Math.max(before.rivals, now.rivals),
  };
}

interface Waiting {
  readonly record: GenerationRecord;
  readonly create: LostCreate;
}

async function readWaiting(
  { ledger, lostCreates }: Pick<FindParts, "ledger" | "lostCreates">,
  account: string,
): Promise<readonly Waiting[]> {
  const creates = await lostCreates.list(account);
  const records = await ledger.getMany(creates.map(({ generationId }) => generationId));
  return creates.flatMap((create, at) => {
    const record = records[at];
    return record?.state === "submission_unknown" && record.run === create.run ? [{ record, create }] : [];
  });
}

/** Whether its task would be in the list, if there is one: not still to appear, and not forgotten yet. */
function isListed({ submittedAt = 0 }: GenerationRecord, until: number, nowMs: number): boolean {
  return nowMs > until && nowMs - submittedAt <= LISTED_FOR_MS;
}

function isDue(record: GenerationRecord, until: number, nowMs: number): boolean {
  const { submittedAt = 0, lookup } = record;
  if (!isListed(record, until, nowMs)) return false;
  if (lookup === undefined) return true;
  const { shortest, longest } = LOOK_AGAIN_MS;
  return nowMs - lookup.at >= Math.min(longest, Math.max(shortest, (lookup.at - submittedAt) / 2));
}

interface Listing {
  readonly tasks: readonly ListedTask[];
  /** Unix ms; undefined: all was seen. */
  readonly seenBackTo?: number;
}

/**
 * Page by page, as far back as it is asked for where the newest come first (which is not documented: else to the end),
 * or as far as a look may go, or as far as pages come: a look that breaks off has cost calls, and is repeated as seldom
 * as one that saw all. Undefined where not even the first page comes.
 */
async function readTasks(
  from: number,
  ask: (page: number) => Promise<TaskPage | undefined>,
): Promise<Listing | undefined> {
  const tasks = new Map<string, ListedTask>();
  let newest: number | undefined;
  let oldest = Infinity;
  let newestFirst = true;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await ask(page);
    if (answer === undefined && page === 1) return undefined;
    if (answer === undefined) break;
    for (const task of answer.tasks) {
      // Pages move on while new tasks are made: some come twice.
      if (tasks.has(task.taskId)) continue;
      tasks.set(task.taskId, task);
      const { createdAt = oldest } = task;
      newest ??= createdAt;
      newestFirst &&= createdAt <= oldest;
      oldest = Math.min(oldest, createdAt);
    }
    if (tasks.size >= answer.total) return { tasks: [...tasks.values()] };
    // It leaves some out that it counts.
    if (answer.tasks.length === 0) return { tasks: [...tasks.values()], seenBackTo: Infinity };
    if (isOrdered() && oldest + 1000 <= from) return { tasks: [...tasks.values()] };
  }
  return { tasks: [...tasks.values()], seenBackTo: isOrdered() ? oldest : Infinity };

  /** Tasks of one and the same second tell no order. */
  function isOrdered(): boolean {
    return newestFirst && oldest < (newest ?? oldest);
  }
}

/** Creates that have no task yet. */
async function readUnderWay(ledger: Pick<Ledger, "list">, account: string): Promise<readonly LostCreate[]> {
  const found: LostCreate[] = [];
  for (const state of ["creating", "cancelling"] as const) {
    for await (const record of recordsIn(ledger, state)) {
      if ((record.account ?? DEFAULT_ACCOUNT) !== account || record.taskId !== undefined) continue;
      found.push(lostCreateOf(record));
    }
  }
  return found;
}

/** Goes on with the task: nothing is bought. One that was to be cancelled is cancelled by its poll. */
async function adopt(
  { ledger, queue, settings, reporter }: FindParts,
  record: GenerationRecord,
  taskId: string,
): Promise<void> {
  const { id } = record;
  reporter.taskAccepted(id, taskId);
  const task = { taskId, taskDeadlineMs: settings.taskDeadlineMs };
  const by = { cancelled: record.cancelRequestedAt !== undefined };
  const moved = await ledger.transition(id, taskFound(runOf(record), "submission_unknown", task, by));
  if (moved.outcome !== "moved" || moved.run === undefined) return;
  await queue.add("poll", [{ generationId: id, run: moved.run }]);
  reporter.anomaly(id, "task-found-in-list", { taskId });
  reporter.mended(id, "submission_unknown");
}
