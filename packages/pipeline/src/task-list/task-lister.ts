import {
  type CallBudget,
  ProviderError,
  type Random,
  type TaskApi,
  type TaskListQuery,
  type TaskPage,
} from "@hailuo-queue/contracts";

export interface TaskListerParts {
  readonly taskApi: Pick<TaskApi, "listTasks">;
  readonly budget: CallBudget;
  readonly random: Random;
}

/** One page of the provider's list, or why there is none. */
export type ListAnswer =
  | { readonly page: TaskPage }
  /** Its query window has no room: call not before so many ms from now. */
  | { readonly waitMs: number };

/** Asks for pages of an account's tasks, each call with a permit of its own in the account's query window. */
export interface TaskLister {
  /** How many tasks a page holds: what the provider was seen to take. */
  pageSize(account: string): number;
  /** @throws ProviderError. */
  ask(account: string, query: Omit<TaskListQuery, "pageSize">, signal: AbortSignal): Promise<ListAnswer>;
}

/** How large a page may be is not documented; the documentation's own example asks for 20. */
const PAGE_SIZES = [100, 20] as const;

/** Reads the provider's list of tasks, each call with a permit of the query window. */
export function createTaskLister({ taskApi, budget, random }: TaskListerParts): TaskLister {
  const caller = random().toString(36).slice(2);
  const underWay = new Map<string, Set<number>>();
  const small = new Set<string>();
  const pageSize = (account: string): number => (small.has(account) ? PAGE_SIZES[1] : PAGE_SIZES[0]);

  /**
   * The lowest number that no call under way has: who waits for room comes back under the same one, and keeps its place
   * by it.
   */
  async function numbered<Value>(account: string, work: (number: number) => Promise<Value>): Promise<Value> {
    const taken = underWay.get(account) ?? new Set<number>();
    underWay.set(account, taken);
    let number = 1;
    while (taken.has(number)) number += 1;
    taken.add(number);
    try {
      return await work(number);
    } finally {
      taken.delete(number);
    }
  }

  async function call(account: string, query: TaskListQuery, signal: AbortSignal): Promise<ListAnswer> {
    return numbered(account, async (number) => {
      const callId = `list:${caller}:${account}:${number}`;
      const waitMs = await budget.take(account, "query", callId);
      if (waitMs !== undefined) return { waitMs };
      try {
        return { page: await taskApi.listTasks(query, { account, signal }) };
      } finally {
        await budget.answered(account, "query", callId);
      }
    });
  }

  return {
    pageSize,
    async ask(account, query, signal) {
      const size = pageSize(account);
      try {
        return await call(account, { ...query, pageSize: size }, signal);
      } catch (error) {
        if (size === PAGE_SIZES[1] || !isRefused(error)) throw error;
        small.add(account);
        throw error;
      }
    },
  };
}

/** For what was asked, and not for the account's or the moment's sake. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof ProviderError && (error.details.verdict === "not_found" || error.details.verdict === "terminal")
  );
}
