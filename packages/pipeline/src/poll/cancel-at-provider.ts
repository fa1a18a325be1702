import { DEFAULT_ACCOUNT, type GenerationRecord, ProviderError } from "@hailuo-queue/contracts";
import type { PollParts } from "../parts.ts";
import type { PollAnswer } from "./decide-poll.ts";

/**
 * What a cancel came to, told as the task's state. Where it was deleted it had ended in this very moment, and nobody
 * knows how.
 */
const ENDS = {
  cancelled: { task: { status: "failed", rawStatus: "cancelled" } },
  deleted: { task: { status: "succeeded", rawStatus: "deleted" } },
} as const satisfies Record<string, PollAnswer>;

/**
 * Whether the provider can still be told not to begin: a task that runs it refuses, and of one that is over it would
 * delete the record.
 */
export function isCancellable(
  { taskApi }: Pick<PollParts, "taskApi">,
  record: GenerationRecord,
  answer: PollAnswer,
): boolean {
  const waits = "task" in answer && answer.task.status === "waiting";
  return waits && record.state === "cancelling" && taskApi?.hasTaskApi(record.account ?? DEFAULT_ACCOUNT) === true;
}

/**
 * Asks the provider to cancel the task of a cancelled generation, once per poll and only when the poll has just seen it
 * wait: it is not charged then, and its slot is free. Returns what is known of the task after that. A cancel that was
 * refused, or whose answer was lost, changes nothing: the next poll finds out.
 * @throws what is not the provider's answer: a fault of ours.
 */
export async function cancelAtProvider(
  parts: Pick<PollParts, "taskApi" | "budget" | "reporter">,
  record: GenerationRecord,
  answer: PollAnswer,
  signal: AbortSignal,
): Promise<PollAnswer> {
  const { taskApi, budget, reporter } = parts;
  const { taskId, account = DEFAULT_ACCOUNT } = record;
  if (taskApi === undefined || taskId === undefined || !isCancellable(parts, record, answer)) return answer;
  const callId = `${record.id}:${record.run}:${record.pollCount}:cancel`;
  if ((await budget.take(account, "query", callId)) !== undefined) return answer;
  try {
    return ENDS[await taskApi.cancelTask(taskId, { account, signal })];
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProviderError)) throw error;
    reporter.callRefused(account, "query", error.code, error.message);
    return answer;
  } finally {
    await budget.answered(account, "query", callId);
  }
}
