import { type CallBudget, ProviderError, type VideoProvider } from "@hailuo-queue/contracts";
import type { PollAnswer } from "./decide-poll.ts";

/** Which task is asked for, and of which account. */
export interface TaskQuestion {
  readonly taskId: string;
  readonly account: string;
  /** The same when it is asked again because its window had no room. */
  readonly callId: string;
  /** The provider's word at the last poll, if it had one. */
  readonly lastStatus: string | undefined;
  /** It is to be cancelled if it waits: a list that lags behind must not have that done to one that is over. */
  readonly cancelled: boolean;
}

/** What a poll learns; or that the account's query window has no room, and for how long. */
export type TaskReply = PollAnswer | { readonly waitMs: number };

/**
 * Asks what became of a task, each request to the provider with its permit in the account's query window.
 * @throws only when aborted.
 */
export interface TaskReader {
  read(question: TaskQuestion, signal: AbortSignal): Promise<TaskReply>;
}

export interface SingleReaderParts {
  readonly provider: Pick<VideoProvider, "getTask">;
  readonly budget: CallBudget;
}

/** One query a task. */
export function createSingleReader({ provider, budget }: SingleReaderParts): TaskReader {
  return {
    async read({ taskId, account, callId }, signal) {
      const waitMs = await budget.take(account, "query", callId);
      if (waitMs !== undefined) return { waitMs };
      try {
        return { task: await provider.getTask(taskId, { signal, account }) };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ProviderError)) throw error;
        return { error };
      } finally {
        await budget.answered(account, "query", callId);
      }
    },
  };
}
