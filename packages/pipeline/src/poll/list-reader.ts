import {
  type Clock,
  type ListedTask,
  type PipelineReporter,
  ProviderError,
  type TaskApi,
} from "@hailuo-queue/contracts";
import { createTaskLister, type TaskListerParts } from "../task-list/task-lister.ts";
import type { TaskQuestion, TaskReader, TaskReply } from "./task-reader.ts";

export interface ListReaderParts extends TaskListerParts {
  readonly taskApi: Pick<TaskApi, "hasTaskApi" | "listTasks">;
  /** For accounts that cannot list, and for what a list does not tell. */
  readonly single: TaskReader;
  readonly clock: Clock;
  readonly reporter: Pick<PipelineReporter, "callRefused">;
  /** The longest that the first question waits for others; nobody waits on when none has come for a fifth of it. */
  readonly gatherMs: number;
}

/** A list that failed is not asked again for so long. */
const REST_MS = 60_000;
/** Of an answer to so many ids: a provider may give smaller pages than it was asked for. */
const MOST_PAGES = 5;
/** Rate, key, balance, no network: none of them is the list's fault. */
const CONCERNS_ALL: readonly string[] = ["throttled", "account", "not_sent"];

interface Waiter {
  readonly question: TaskQuestion;
  readonly signal: AbortSignal;
  readonly resolve: (reply: TaskReply | Promise<TaskReply>) => void;
}

interface Group {
  readonly waiters: Waiter[];
  readonly closesAt: number;
  timer?: NodeJS.Timeout;
}

type ListReply =
  | { readonly tasks: ReadonlyMap<string, ListedTask> }
  | Extract<TaskReply, { waitMs: number } | { error: unknown }>;

/**
 * Questions about tasks of one account that come within a moment are answered by one request: the account's list,
 * filtered by their ids. A single query is made for a task that the list leaves out or tells of in part, and for one
 * that goes backwards in it (a list that lags behind); for all, while the list does not work.
 */
export function createListReader(parts: ListReaderParts): TaskReader {
  const { taskApi, single, clock, reporter, gatherMs } = parts;
  const lister = createTaskLister(parts);
  const groups = new Map<string, Group>();
  const restsUntil = new Map<string, number>();

  function isListed(account: string): boolean {
    return taskApi.hasTaskApi(account) && clock.now() >= (restsUntil.get(account) ?? 0);
  }

  function join(account: string, waiter: Waiter): void {
    const group: Group = groups.get(account) ?? { waiters: [], closesAt: clock.now() + gatherMs };
    groups.set(account, group);
    group.waiters.push(waiter);
    clearTimeout(group.timer);
    if (group.waiters.length >= lister.pageSize(account)) return close(account, group);
    group.timer = setTimeout(() => close(account, group), Math.min(gatherMs / 5, group.closesAt - clock.now()));
  }

  function close(account: string, group: Group): void {
    groups.delete(account);
    void answer(account, group.waiters);
  }

  async function answer(account: string, waiters: readonly Waiter[]): Promise<void> {
    // One for one costs the same, and tells more.
    const asked = waiters.length > 1 && isListed(account) ? await list(account, waiters) : undefined;
    if (asked === undefined) return singly(waiters);
    for (const waiter of waiters) {
      if (!("tasks" in asked)) {
        waiter.resolve(asked);
        continue;
      }
      const task = asked.tasks.get(waiter.question.taskId);
      if (task === undefined || !isConclusive(task, waiter.question)) singly([waiter]);
      else waiter.resolve({ task: task.task });
    }
  }

  /** An error where a single query would meet the same; undefined when only the list does not work. */
  async function list(account: string, waiters: readonly Waiter[]): Promise<ListReply | undefined> {
    const shared = shareAbort(waiters.map(({ signal }) => signal));
    try {
      return await readPages(account, [...new Set(waiters.map(({ question }) => question.taskId))], shared.signal);
    } catch (error) {
      if (!(error instanceof ProviderError) || CONCERNS_ALL.includes(error.details.verdict)) return { error };
      restsUntil.set(account, clock.now() + REST_MS);
      reporter.callRefused(account, "query", `list_${error.code}`, error.message);
      return undefined;
    } finally {
      shared.end();
    }
  }

  async function readPages(account: string, taskIds: readonly string[], signal: AbortSignal): Promise<ListReply> {
    const tasks = new Map<string, ListedTask>();
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const reply = await lister.ask(account, { page, taskIds }, signal);
      if ("waitMs" in reply) return page === 1 ? reply : { tasks };
      for (const task of reply.page.tasks) tasks.set(task.taskId, task);
      if (reply.page.tasks.length === 0 || tasks.size >= Math.min(taskIds.length, reply.page.total)) break;
    }
    return { tasks };
  }

  function singly(waiters: readonly Waiter[]): void {
    for (const { question, signal, resolve } of waiters) resolve(single.read(question, signal));
  }

  return {
    read(question, signal) {
      if (!isListed(question.account)) return single.read(question, signal);
      return new Promise((resolve) => join(question.account, { question, signal, resolve }));
    },
  };
}

/** What was used settles the price, so a success that does not tell it is asked about. */
function isConclusive({ task, unclear }: ListedTask, { lastStatus, cancelled }: TaskQuestion): boolean {
  if (unclear === true || (task.status === "succeeded" && task.usage === undefined)) return false;
  if (task.status !== "waiting") return true;
  return !cancelled && (lastStatus === undefined || lastStatus.toLowerCase() === task.rawStatus.toLowerCase());
}

/** Aborted when all of them are: who is left still wants the answer. */
function shareAbort(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; end(): void } {
  const shared = new AbortController();
  const left = new Set(signals);
  const leaving = [...left].map((signal) => {
    const leave = (): void => {
      left.delete(signal);
      if (left.size === 0) shared.abort();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    return { signal, leave };
  });
  return {
    signal: shared.signal,
    end: () => leaving.forEach(({ signal, leave }) => signal.removeEventListener("abort", leave)),
  };
}
