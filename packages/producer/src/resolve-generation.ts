import {
  type GenerationRecord,
  InvalidInputError,
  type Ledger,
  readStoredInput,
  type StageQueue,
  storedInputsOf,
} from "@hailuo-queue/contracts";

/** What became of a create whose answer was lost, as a user found out at the provider. */
export type Resolution =
  /** It was accepted under this task id: go on with it, nothing is bought. */
  | { readonly action: "task"; readonly taskId: string }
  /** It was not accepted: BUYS the generation, now or when its turn comes. */
  | { readonly action: "resubmit" }
  /** Give it up; also one that is overdue or cancelling and whose task the provider never ends. Frees its slot. */
  | { readonly action: "fail" };

export type ReplayReceipt =
  | { readonly result: "downloading" | "generating" | "queued" | "failed" | "cancelled"; readonly id: string }
  /** Nothing was done; the message says why, and what would help. */
  | { readonly result: "refused"; readonly id: string; readonly message: string };

/** Long enough for the provider to have lost sight of the task, and for the reconciler to have its polls back. */
const LEASE_MS = 2 * 60 * 60_000;
const DEADLINE_MS = 30 * 60_000;

/** Ends the wait of a `submission_unknown` generation as its user decides. */
export async function resolveGeneration(
  { ledger, queue }: { readonly ledger: Ledger; readonly queue: StageQueue },
  id: string,
  resolution: Resolution,
): Promise<ReplayReceipt> {
  const record = await requireRecord(ledger, id);
  if (resolution.action === "fail" && (record.state === "overdue" || record.state === "cancelling")) return giveUp(ledger, record);
  if (record.state !== "submission_unknown") {
    const message = `${id} is ${record.state}; only a generation in submission_unknown waits for a decision (an overdue or cancelling one can be given up with --fail).`;
    return { result: "refused", id, message };
  }
  const known = { ...knownOf(record), from: ["submission_unknown"] as const };
  switch (resolution.action) {
    case "task": {
      if (!/^[\w-]{1,128}$/.test(resolution.taskId)) throw new InvalidInputError("bad_task_id", `"${resolution.taskId}" is not a task id.`);
      return poll(ledger, queue, record, known, resolution.taskId);
    }
    case "resubmit": {
      const moved = await ledger.transition(id, {
        ...known,
        to: "queued",
        changes: { error: null },
        clear: ["submittedAt", "cancelRequestedAt"],
      });
      return moved.applied ? { result: "queued", id } : changedMeanwhile(id);
    }
    case "fail": {
      // Nobody knows whether it was bought: a budget has to stand either way.
      const moved = await ledger.transition(id, { ...known, to: "failed", charged: true, stamp: ["endedAt"] });
      return moved.applied ? { result: "failed", id } : changedMeanwhile(id);
    }
  }
}

/** The provider never ends its task, which would hold its slot for good. */
async function giveUp(ledger: Ledger, record: GenerationRecord): Promise<ReplayReceipt> {
  const { id, state } = record;
  const error = { code: "given_up", stage: "poll", message: "A user gave up waiting for the provider to end the task." } as const;
  const moved =
    state === "overdue"
      ? await ledger.transition(id, {
          ...knownOf(record),
          from: ["overdue"],
          to: "failed",
          charged: true,
          changes: { error },
          stamp: ["endedAt"],
        })
      : await ledger.transition(id, { ...knownOf(record), from: ["cancelling"], to: "cancelled", charged: true, stamp: ["endedAt"] });
  if (!moved.applied) return changedMeanwhile(id);
  return { result: state === "overdue" ? "failed" : "cancelled", id };
}

/**
 * Puts a failed generation back to the stage that failed: a download is done again, a task that may still be known is
 * asked for again. A create is bought again only with `rebuy`.
 */
export async function retryGeneration(
  ledger: Ledger,
  queue: StageQueue,
  id: string,
  options: { readonly rebuy?: boolean } = {},
): Promise<ReplayReceipt> {
  const record = await requireRecord(ledger, id);
  if (record.state !== "failed")
    return { result: "refused", id, message: `${id} is ${record.state}; only a failed generation is retried.` };
  const known = { ...knownOf(record), from: ["failed"] as const };
  if (options.rebuy === true) {
    const fresh = { error: null, taskId: null, fileId: null, providerStatus: null, pollCount: 0 } as const;
    const moved = await ledger.transition(id, {
      ...known,
      to: "queued",
      changes: fresh,
      clear: ["submittedAt", "acceptedAt", "generatedAt", "endedAt", "cancelRequestedAt"],
    });
    if (moved.inputGone !== undefined) return inputGone(record, moved.inputGone);
    return moved.applied ? { result: "queued", id } : changedMeanwhile(id);
  }
  if (record.error?.stage === "download" && record.fileId !== undefined) {
    const moved = await ledger.transition(id, { ...known, to: "downloading", newRun: true, changes: { error: null }, clear: ["endedAt"] });
    if (!moved.applied || moved.run === undefined) return changedMeanwhile(id);
    await queue.add("download", [{ generationId: id, run: moved.run }]);
    return { result: "downloading", id };
  }
  if (record.taskId !== undefined && record.error?.code.includes("not_found") === true)
    return poll(ledger, queue, record, known, record.taskId);
  return {
    result: "refused",
    id,
    message: `${id} failed at ${record.error?.stage ?? "an unknown stage"} (${record.error?.code ?? "no code"}): its video does not exist. To buy it again, say --rebuy.`,
  };
}

async function poll(
  ledger: Ledger,
  queue: StageQueue,
  record: GenerationRecord,
  known: ReturnType<typeof knownOf> & { readonly from: readonly GenerationRecord["state"][] },
  taskId: string,
): Promise<ReplayReceipt> {
  const moved = await ledger.transition(record.id, {
    ...known,
    to: "generating",
    newRun: true,
    changes: { taskId, error: null, providerStatus: null, pollCount: 0 },
    stamp: ["acceptedAt"],
    // Who says to go on with it takes back a cancel that came before.
    clear: ["endedAt", "cancelRequestedAt"],
    deadlineInMs: DEADLINE_MS,
    leaseMs: LEASE_MS,
  });
  if (moved.taskTaken === true) {
    const message = `Task ${taskId} is that of another generation; this one cannot have it, too.`;
    return { result: "refused", id: record.id, message };
  }
  if (!moved.applied || moved.run === undefined) return changedMeanwhile(record.id);
  await queue.add("poll", [{ generationId: record.id, run: moved.run }]);
  return { result: "generating", id: record.id };
}

async function requireRecord(ledger: Ledger, id: string): Promise<GenerationRecord> {
  const record = await ledger.get(id);
  if (record === undefined)
    throw new InvalidInputError("unknown_generation", `There is no generation "${id}". \`hailuo list\` shows the ids.`);
  return record;
}

function knownOf(record: GenerationRecord): { readonly run: number; readonly batchId: string; readonly account?: string } {
  return { run: record.run, batchId: record.batchId, ...(record.account === undefined ? {} : { account: record.account }) };
}

function inputGone({ id, request }: GenerationRecord, sha256: string): ReplayReceipt {
  const name = storedInputsOf(request).find((reference) => readStoredInput(reference).sha256 === sha256) ?? sha256;
  const message = `${id} needs the input ${name}, which is gone: nothing has needed it for longer than inputs are kept (HAILUO_RETENTION_INPUTS_MS). Upload the same file again (POST /api/v1/inputs, or \`hailuo submit\` with it), then retry.`;
  return { result: "refused", id, message };
}

function changedMeanwhile(id: string): ReplayReceipt {
  return { result: "refused", id, message: `${id} has changed just now; look at it again.` };
}
