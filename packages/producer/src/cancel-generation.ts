import {
  cancelled,
  endsWithCancel,
  type GenerationRecord,
  isEndState,
  type Ledger,
  sideOfAccount,
} from "@hailuo-queue/contracts";
import type { CancelOptions, CancelReceipt } from "./types.ts";

/**
 * Cancels what can be cancelled: before its create and after its task's end at once; in between it becomes `cancelling`
 * and keeps its slot until the provider's task is over. Only v2 can be told not to begin a task that still waits, which
 * is for the poll to do: it is woken for that. One whose create may have been accepted ends at once, and its slot stays
 * taken until the lease ends: a task that nobody can name may run that long. Nobody knows whether it was bought, so a
 * budget counts it.
 */
export async function cancelGeneration(
  ledger: Ledger,
  id: string,
  wakePoll: WakePoll,
  { onlyWaiting = false }: CancelOptions = {},
): Promise<CancelReceipt> {
  for (;;) {
    const record = await ledger.get(id);
    if (record === undefined) return { result: "not_found", id };
    if (isEndState(record.state)) return { result: "already_ended", id, state: record.state };
    if (onlyWaiting && record.state !== "queued") return { result: "not_waiting", id, state: record.state };
    if (record.state === "cancelling") return { result: "cancelling", id };
    const { outcome } = await ledger.transition(id, cancelled(record));
    if (outcome !== "moved") continue;
    if (endsWithCancel(record)) return { result: "cancelled", id };
    if (record.taskId !== undefined && sideOfAccount(record.account ?? "") === "v2") await wakePoll(record);
    return { result: "cancelling", id };
  }
}

/** Lets the poll of a generation run now. */
export type WakePoll = (record: Pick<GenerationRecord, "id" | "run">) => Promise<void>;
