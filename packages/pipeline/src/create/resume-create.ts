import { DEFAULT_ACCOUNT, type GenerationRecord, type Outcome, type StageJob } from "@hailuo-queue/contracts";
import type { CreateParts } from "../parts.ts";
import { createTaskRecorder } from "./record-task.ts";
import type { Settler } from "./settle-create.ts";

const DONE: Outcome = { type: "done" };
/** Between a create's timeout and the record of what became of it. */
const ANSWER_MARGIN_MS = 1000;

/** A create job that ran before: finishes what that run left undone, without a second POST. */
export type Resumer = (job: StageJob, record: GenerationRecord | undefined) => Promise<Outcome>;

/** Handles a create job that finds an intent already recorded: it never sends. */
export function createResumer(parts: CreateParts, settler: Pick<Settler, "park">): Resumer {
  const { settings, clock } = parts;
  const recorder = createTaskRecorder(parts);

  return async (job, record) => {
    if (record === undefined || record.run !== job.run) return DONE;
    const { id, run, state, taskId, batchId } = record;
    if ((state === "generating" || state === "cancelling") && taskId !== undefined) {
      await recorder.addPoll(
        id,
        { run, account: record.account ?? DEFAULT_ACCOUNT },
        record.request,
        state === "cancelling",
      );
      return DONE;
    }
    if (state !== "creating" && state !== "cancelling") return DONE;
    // The first POST may still be under way in a process that lives: it is given its time before anybody may decide.
    const answerMs = settings.createTimeoutMs + ANSWER_MARGIN_MS;
    const leftMs = (record.submittedAt ?? 0) + answerMs - clock.now();
    // No longer than it can take: this machine's clock may be behind.
    if (leftMs > 0)
      return { type: "snooze", untilMs: clock.now() + Math.min(leftMs, answerMs), reason: "a create under way" };
    const message =
      "The process that asked the provider ended before the answer was recorded; " +
      "the provider may or may not have accepted the task.";
    const account = record.account ?? job.account ?? DEFAULT_ACCOUNT;
    return settler.park(id, { run, account, batchId }, { code: "create_interrupted", stage: "create", message });
  };
}
