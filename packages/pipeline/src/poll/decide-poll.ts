import {
  type GenerationRecord,
  type GenerationState,
  ProviderError,
  type ProviderTask,
  type StoredError,
  type TaskUsage,
} from "@hailuo-queue/contracts";

export type PollAnswer = { readonly task: ProviderTask } | { readonly error: unknown };

export type PollDecision =
  | { readonly type: "download"; readonly fileId: string; readonly providerStatus: string; readonly usage?: TaskUsage }
  /** `charged`: the provider takes money for it, or may. What it fails is free. */
  | {
      readonly type: "end";
      readonly state: Extract<GenerationState, "failed" | "cancelled">;
      readonly charged: boolean;
      /** The provider's last word, where that ended it. */
      readonly providerStatus?: string;
      readonly usage?: TaskUsage;
      readonly error?: StoredError;
    }
  /** Ask again later. `overdue`: the deadline has passed just now. */
  | { readonly type: "wait"; readonly overdue: boolean; readonly providerStatus: string; readonly notBefore?: number };

/** A provider that never heard of the task may be behind by a moment; after this many polls in a row it is taken at its word. */
const POLLS_UNTIL_NOT_FOUND_COUNTS = 5;
/** However quick those polls were: a provider's reading side may lag behind its taking side for longer than a few of them take. */
const NOT_FOUND_COUNTS_FROM_MS = 60_000;

/** A poll never fails a task that may still finish: it takes the provider's own last word to end one. */
export function decidePoll(record: GenerationRecord, answer: PollAnswer, nowMs: number): PollDecision {
  const cancelling = record.state === "cancelling";
  if ("error" in answer) return decideError(record, answer.error, nowMs);
  const { task } = answer;
  const { rawStatus: providerStatus } = task;
  switch (task.status) {
    case "succeeded":
      if (cancelling) return { type: "end", state: "cancelled", charged: true, providerStatus, ...usageOf(task) };
      if (task.fileId === undefined) return wait(record, providerStatus, nowMs);
      return { type: "download", fileId: task.fileId, providerStatus, ...usageOf(task) };
    case "failed": {
      if (cancelling) return { type: "end", state: "cancelled", charged: false, providerStatus };
      const failure = task.failure ?? { code: "generation_failed", message: "The provider gave no reason." };
      return { type: "end", state: "failed", charged: false, providerStatus, error: { ...failure, stage: "poll" } };
    }
    case "waiting":
    case "running":
      return wait(record, providerStatus, nowMs);
  }
}

function usageOf({ usage }: ProviderTask): { readonly usage?: TaskUsage } {
  return usage === undefined ? {} : { usage };
}

function decideError(record: GenerationRecord, error: unknown, nowMs: number): PollDecision {
  if (!(error instanceof ProviderError)) throw error;
  const { verdict, retryAt } = error.details;
  const timesNotFound = verdict === "not_found" ? notFoundBefore(record) + 1 : 0;
  const ageMs = nowMs - (record.acceptedAt ?? record.createdAt);
  if (timesNotFound >= POLLS_UNTIL_NOT_FOUND_COUNTS && ageMs >= NOT_FOUND_COUNTS_FROM_MS) {
    if (record.state === "cancelling") return { type: "end", state: "cancelled", charged: true };
    return { type: "end", state: "failed", charged: true, error: { code: error.code, stage: "poll", message: error.message } };
  }
  const status = timesNotFound > 0 ? `(not found, ${timesNotFound} in a row)` : `(${error.code})`;
  const later = wait(record, status, nowMs);
  return retryAt === undefined || later.type !== "wait" ? later : { ...later, notBefore: retryAt };
}

function notFoundBefore(record: GenerationRecord): number {
  return Number(/^\(not found, (\d+) in a row\)$/.exec(record.providerStatus ?? "")?.[1] ?? 0);
}

function wait(record: GenerationRecord, providerStatus: string, nowMs: number): PollDecision {
  const overdue = record.state === "generating" && record.deadlineAt !== undefined && nowMs > record.deadlineAt;
  return { type: "wait", overdue, providerStatus };
}
