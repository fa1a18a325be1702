import {
  type GenerationRecord,
  type GenerationState,
  optional,
  type PollSeen,
  ProviderError,
  type ProviderTask,
  type StoredError,
  type TaskUsage,
} from "@hailuo-queue/contracts";

/** What the provider said of a task, or why it did not. */
export type PollAnswer = { readonly task: ProviderTask } | { readonly error: unknown };

/** What a poll does about the answer. */
export type PollDecision =
  | { readonly type: "download"; readonly fileId: string; readonly seen: PollSeen; readonly usage?: TaskUsage }
  /** `charged`: the provider takes money for it, or may. What it fails is free. */
  | {
      readonly type: "end";
      readonly state: Extract<GenerationState, "failed" | "cancelled">;
      readonly charged: boolean;
      readonly seen: PollSeen;
      readonly usage?: TaskUsage;
      readonly error?: StoredError;
    }
  /** Ask again later. `overdue`: the deadline has passed just now. */
  | { readonly type: "wait"; readonly overdue: boolean; readonly seen: PollSeen; readonly notBefore?: number };

/**
 * A provider that never heard of the task may be behind by a moment; after this many polls in a row it is taken at its
 * word.
 */
const POLLS_UNTIL_NOT_FOUND_COUNTS = 5;
/**
 * However quick those polls were: a provider's reading side may lag behind its taking side for longer than a few of
 * them take.
 */
const NOT_FOUND_COUNTS_FROM_MS = 60_000;

/** A poll never fails a task that may still finish: it takes the provider's own last word to end one. */
export function decidePoll(record: GenerationRecord, answer: PollAnswer, nowMs: number): PollDecision {
  const cancelling = record.state === "cancelling";
  if ("error" in answer) return decideError(record, answer.error, nowMs);
  const { task } = answer;
  const seen = { providerStatus: task.rawStatus };
  switch (task.status) {
    case "succeeded":
      if (cancelling) return { type: "end", state: "cancelled", charged: true, seen, ...usageOf(task) };
      if (task.fileId === undefined) return wait(record, seen, nowMs);
      return { type: "download", fileId: task.fileId, seen, ...usageOf(task) };
    case "failed": {
      if (cancelling) return { type: "end", state: "cancelled", charged: false, seen };
      const failure = task.failure ?? { code: "generation_failed", message: "The provider gave no reason." };
      return { type: "end", state: "failed", charged: false, seen, error: { ...failure, stage: "poll" } };
    }
    case "waiting":
    case "running":
      return wait(record, seen, nowMs);
  }
}

function usageOf({ usage }: ProviderTask): { readonly usage?: TaskUsage } {
  return optional({ usage });
}

function decideError(record: GenerationRecord, error: unknown, nowMs: number): PollDecision {
  if (!(error instanceof ProviderError)) throw error;
  const { verdict, retryAt } = error.details;
  const notFoundPolls = verdict === "not_found" ? (record.pollError?.notFoundPolls ?? 0) + 1 : 0;
  const seen = { error: { code: error.code, notFoundPolls } };
  const ageMs = nowMs - (record.acceptedAt ?? record.createdAt);
  if (notFoundPolls >= POLLS_UNTIL_NOT_FOUND_COUNTS && ageMs >= NOT_FOUND_COUNTS_FROM_MS) {
    if (record.state === "cancelling") return { type: "end", state: "cancelled", charged: true, seen };
    return {
      type: "end",
      state: "failed",
      charged: true,
      seen,
      error: { code: error.code, stage: "poll", message: error.message },
    };
  }
  const later = wait(record, seen, nowMs);
  return retryAt === undefined || later.type !== "wait" ? later : { ...later, notBefore: retryAt };
}

function wait(record: GenerationRecord, seen: PollSeen, nowMs: number): PollDecision {
  const overdue = record.state === "generating" && record.deadlineAt !== undefined && nowMs > record.deadlineAt;
  return { type: "wait", overdue, seen };
}
