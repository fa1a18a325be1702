import { accepted, errorMessage, type GenerationRequest, type Outcome } from "@hailuo-queue/contracts";
import type { CreateParts } from "../parts.ts";
import type { CreateRun } from "./create-run.ts";
import { moveAnswered } from "./move-answered.ts";

const DONE: Outcome = { type: "done" };
/** About ten minutes. */
const RECORD_ATTEMPTS = 120;

/** Records a task that was bought, and hands its generation on to the poll stage. */
export interface TaskRecorder {
  record(id: string, of: CreateRun, request: GenerationRequest, taskId: string): Promise<Outcome>;
  addPoll(
    id: string,
    of: Pick<CreateRun, "run" | "account">,
    request: GenerationRequest,
    atOnce: boolean,
  ): Promise<void>;
}

export function createTaskRecorder(
  parts: Pick<CreateParts, "ledger" | "queue" | "schedule" | "settings" | "reporter">,
): TaskRecorder {
  const { ledger, queue, schedule, settings, reporter } = parts;

  async function record(id: string, of: CreateRun, request: GenerationRequest, taskId: string): Promise<Outcome> {
    reporter.taskAccepted(id, taskId);
    const task = { taskId, taskDeadlineMs: settings.taskDeadlineMs };
    const { moved, wasCancelled } = await keepTrying(id, () =>
      moveAnswered(ledger, id, of.run, (from, isCancelled) => accepted(of, from, task, isCancelled)),
    );
    const found = moved.outcome === "not_moved" ? moved.record : undefined;
    if (moved.outcome !== "moved" && found?.taskId !== taskId) {
      reporter.anomaly(id, "task-without-record", { taskId, state: found?.state });
      return DONE;
    }
    await addPoll(id, of, request, wasCancelled);
    return DONE;
  }

  /** `atOnce`: a task that waits can still be cancelled at some providers. */
  async function addPoll(
    ...[id, { run, account }, request, atOnce]: Parameters<TaskRecorder["addPoll"]>
  ): Promise<void> {
    const delayMs = atOnce ? 0 : await schedule.firstDelayMs(request, account);
    await queue.add("poll", [{ generationId: id, run, delayMs }]);
  }

  /** A bought task's id is in this process only: a Redis that takes no writes just now is asked again and again. */
  async function keepTrying<Value>(id: string, write: () => Promise<Value>): Promise<Value> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        if (attempt === RECORD_ATTEMPTS) throw error;
        reporter.anomaly(id, "task-not-recorded-yet", { reason: errorMessage(error) });
        await delay(Math.min(250 * 2 ** attempt, 5000));
      }
    }
  }

  return { record, addPoll };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
