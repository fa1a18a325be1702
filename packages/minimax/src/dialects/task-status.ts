import type { ProviderTask } from "@hailuo-queue/contracts";

/** The words of all dialects, in lower case: the same provider writes `Success`, `success` and `succeeded`. */
const STATUSES: Readonly<Record<string, ProviderTask["status"]>> = {
  pending: "waiting",
  preparing: "waiting",
  queueing: "waiting",
  queued: "waiting",
  processing: "running",
  running: "running",
  success: "succeeded",
  succeeded: "succeeded",
  fail: "failed",
  failed: "failed",
};

/** What a status word means; undefined when it is not known. */
export function statusOf(word: string): ProviderTask["status"] | undefined {
  const status = word.toLowerCase();
  return Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
}
