import {
  type Admission,
  type BacklogControl,
  cancelled,
  type Clock,
  type GenerationRecord,
  type GenerationState,
  type Ledger,
  optional,
  type PipelineReporter,
  type Stage,
  type StageQueue,
} from "@hailuo-queue/contracts";
import type { PipelineSettings } from "../settings.ts";
import { findLostCreates, type LostCreateParts } from "./find-lost-creates.ts";
import { type InputSweepParts, sweepInputs } from "./sweep-inputs.ts";
import { eachRecordIn } from "./records-in.ts";

/** What the reconciler needs. */
export interface ReconcileParts {
  readonly ledger: Pick<Ledger, "get" | "getMany" | "list" | "transition" | "forgetEnded" | "forgetEmptyBatches">;
  readonly queue: StageQueue;
  readonly admission: Pick<Admission, "admittedBefore" | "reclaimSlots">;
  readonly backlog: Pick<BacklogControl, "cancellingBatches" | "beginCancel" | "endCancel">;
  readonly settings: Pick<
    PipelineSettings,
    "createTimeoutMs" | "taskDeadlineMs" | "pollMaxMs" | "keepSucceededMs" | "keepFailedMs" | "keepInputsMs"
  >;
  readonly clock: Clock;
  readonly reporter: Pick<PipelineReporter, "mended" | "anomaly" | "ended" | "taskAccepted" | "callRefused">;
  /** For accounts whose API lists tasks. */
  readonly lost?: LostCreateParts;
  /** Where inputs have books. */
  readonly inputSweep?: InputSweepParts;
}

/** The stage whose job carries a generation in this state. A state that is missing here waits for nobody's job. */
const STAGE_OF: Partial<Record<GenerationState, Stage>> = {
  creating: "create",
  generating: "poll",
  overdue: "poll",
  cancelling: "poll",
  downloading: "download",
};

/** How long a generation must have been quiet before its job is looked for: a healthy hand-over takes milliseconds. */
const QUIET_MS = 30_000;

/** However soon failures are forgotten: somebody may be filling a batch. */
const OPEN_MS = 24 * 60 * 60_000;

/**
 * Puts right what crashes and time leave behind: gives every generation whose job was lost (a crash between a
 * transition and the next stage's job) its job back, takes back slots that nobody renews, looks for the tasks of
 * creates whose answers were lost, ends cancels that were begun, cancels batches that were left open, forgets what
 * ended long ago, and lets inputs go that nobody needs. Returns how many jobs were given back. Running it twice at once
 * does no harm.
 */
export async function reconcile(parts: ReconcileParts, signal: AbortSignal): Promise<number> {
  const { ledger, queue, admission, backlog, settings, clock, reporter } = parts;
  // A polled task is left alone until it could be done, and seldom asked for when it is overdue.
  const quietMs = { create: QUIET_MS, poll: QUIET_MS + settings.pollMaxMs * 9, download: QUIET_MS };
  let mended = 0;

  for (const grant of await admission.admittedBefore(QUIET_MS)) {
    if (signal.aborted) return mended;
    if (await queue.revive("create", grant)) {
      mended += 1;
      reporter.mended(grant.generationId, "queued");
    }
  }
  for (const [state, stage] of Object.entries(STAGE_OF) as [GenerationState, Stage][]) {
    const reviveQuiet = (record: GenerationRecord): Promise<void> => reviveJob(record, state, stage);
    await eachRecordIn(ledger, state, reviveQuiet, signal);
    if (signal.aborted) return mended;
  }
  for (const id of await admission.reclaimSlots()) reporter.anomaly(id, "slot-reclaimed");
  if (parts.lost !== undefined) await findLostCreates({ ...parts, ...parts.lost }, signal);
  await cancelAbandoned(settings.keepFailedMs);
  for (const batchId of await backlog.cancellingBatches()) {
    if (signal.aborted) return mended;
    await finishCancel(batchId);
  }
  await forget("succeeded", settings.keepSucceededMs);
  await forget("failed", settings.keepFailedMs);
  if (parts.inputSweep !== undefined) await sweepInputs(parts.inputSweep, settings.keepInputsMs, signal);
  return mended;

  async function reviveJob(record: GenerationRecord, state: GenerationState, stage: Stage): Promise<void> {
    const { id, run, account, updatedAt } = record;
    if (clock.now() - updatedAt < quietMs[stage] || (await hasMoved(record))) return;
    const job = { generationId: id, run, ...(stage === "create" && account !== undefined ? { account } : {}) };
    if (await queue.revive(stageOf(record, stage), job)) {
      mended += 1;
      reporter.mended(id, state);
    }
  }

  /** Since its page was read. */
  async function hasMoved({ id, state, run, updatedAt }: GenerationRecord): Promise<boolean> {
    const now = await ledger.get(id);
    return now === undefined || now.state !== state || now.run !== run || now.updatedAt !== updatedAt;
  }

  async function forget(kind: "succeeded" | "failed", keepMs: number): Promise<void> {
    if (keepMs === 0) return;
    while (!signal.aborted && (await ledger.forgetEnded(kind, keepMs)) > 0);
  }

  /** What was filled and never sealed is treated as failed: else it would wait for ever. */
  async function cancelAbandoned(keepMs: number): Promise<void> {
    if (keepMs === 0) return;
    for (const batchId of await ledger.forgetEmptyBatches(Math.max(keepMs, OPEN_MS)))
      await backlog.beginCancel(batchId);
  }

  /** Cancels what still waits of a batch whose canceller died on the way. */
  async function finishCancel(batchId: string): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await ledger.list({ batchId, state: "queued", limit: 500, ...optional({ cursor }) });
      await Promise.all(page.items.map((record) => cancelQueued(record)));
      cursor = page.nextCursor;
    } while (cursor !== undefined && !signal.aborted);
    if (!signal.aborted) await backlog.endCancel(batchId);
  }

  async function cancelQueued(record: GenerationRecord): Promise<void> {
    const { outcome } = await ledger.transition(record.id, cancelled(record));
    if (outcome === "moved") reporter.ended(record.id, "cancelled");
  }
}

/** A generation cancelled in the middle of its create has no task to poll yet: its create job finds out. */
function stageOf(record: GenerationRecord, stage: Stage): Stage {
  return record.state === "cancelling" && record.taskId === undefined ? "create" : stage;
}
