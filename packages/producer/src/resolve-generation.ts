import {
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  InvalidInputError,
  type Ledger,
  type LostCreateResolution,
  QUESTION_LIMITS,
  type QuestionDesk,
  readStoredInput,
  type StageQueue,
  storedInputsOf,
  surfaceOfAccount,
} from "@hailuo-queue/contracts";
import { checkTask, decideResubmit, lookAgain } from "./check-resolution.ts";

/** What became of a create whose answer was lost, as a user found out at the provider. */
export type Resolution =
  /** It was accepted under this task id: go on with it, nothing is bought. The provider is asked for it first. */
  | { readonly action: "task"; readonly taskId: string }
  /**
   * It was not accepted: BUYS the generation, now or when its turn comes. Where the API lists tasks, they are looked through first, and one
   * that may be its stops this; with `force` nobody looks.
   */
  | { readonly action: "resubmit"; readonly force?: boolean }
  /** Give it up; also one that is overdue or cancelling and whose task the provider never ends. Frees its slot. */
  | { readonly action: "fail" };

export type RefusalCode =
  /** It does not wait for this. */
  | "not_waiting"
  /** The provider says that its account has no such task. */
  | "unknown_task"
  /** The account's task was made of something else, or at another time. */
  | "other_task"
  /** Another generation has, or had, this task. */
  | "task_taken"
  /** The provider lists a task that may be its: buying again may buy twice. */
  | "task_may_exist"
  /** The provider's list does not tell, now or any more, whether there is one. */
  | "not_looked"
  /** Somebody else was faster. */
  | "changed"
  /** A retry would have to buy it again. */
  | "needs_rebuy"
  /** It would need an input that is gone. */
  | "input_gone";

export type ReplayReceipt =
  | {
      readonly result: "downloading" | "generating" | "queued" | "failed" | "cancelled";
      readonly id: string;
      /** It was said, and done, before; nothing was done now. */
      readonly again?: true;
      /** Of what is bought again: what it costs, in millionths of a US dollar, where a price is known. */
      readonly priceMicroUsd?: number;
    }
  /** Nothing was done; the message says why, and what would help. */
  | { readonly result: "refused"; readonly id: string; readonly code: RefusalCode; readonly message: string };

export interface RetryOptions {
  /** Whether what has no video may be bought again; default false. */
  readonly rebuy?: boolean;
  /** The caller has looked: the video of one that succeeded is not where it was stored. It is fetched again; default false. */
  readonly missing?: boolean;
}

export interface ResolveParts {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  /** Asked before a task is taken, and before one is bought again. */
  readonly desk: QuestionDesk;
}

/** Long enough for the provider to have lost sight of the task, and for the reconciler to have its polls back. */
const LEASE_MS = 2 * 60 * 60_000;
const DEADLINE_MS = 30 * 60_000;
const TASK_ID = new RegExp(`^[\\w-]{1,${QUESTION_LIMITS.maxTaskIdLength}}$`);

/**
 * Ends the wait of a `submission_unknown` generation as its user decides. The same decision again answers the same. Throws
 * InvalidInputError (`unknown_generation`, `bad_task_id`) and UnavailableError (`nobody_to_ask`, `provider_silent`, `provider_unavailable`);
 * then nothing was changed.
 */
export async function resolveGeneration(parts: ResolveParts, id: string, resolution: Resolution): Promise<ReplayReceipt> {
  const record = await requireRecord(parts.ledger, id);
  if (resolution.action === "task" && !TASK_ID.test(resolution.taskId))
    throw new InvalidInputError(
      "bad_task_id",
      `"${resolution.taskId.slice(0, 80)}" is not a task id: those have 1 to ${QUESTION_LIMITS.maxTaskIdLength} letters, digits, "_" and "-".`,
    );
  if (resolution.action === "fail" && (record.state === "overdue" || record.state === "cancelling"))
    return (await giveUp(parts.ledger, record)) ?? lostRace(parts.ledger, id, resolution);
  if (record.state !== "submission_unknown") return before(record, resolution) ?? notWaiting(record);
  const refusal = await check(parts, record, resolution);
  if (refusal !== undefined) return refusal;
  return (await settle(parts, record, resolution)) ?? lostRace(parts.ledger, id, resolution);
}

/** Asks the provider, where the decision rests on what it has. */
async function check({ ledger, desk }: ResolveParts, record: GenerationRecord, resolution: Resolution): Promise<Refused | undefined> {
  if (resolution.action === "task") return checkTask(desk, record, resolution.taskId);
  if (resolution.action === "fail" || resolution.force === true) return undefined;
  const lookedAt = await lookAgain(desk, record.account ?? DEFAULT_ACCOUNT);
  return lookedAt === undefined ? undefined : decideResubmit(await requireRecord(ledger, record.id), lookedAt);
}

type Refused = Extract<ReplayReceipt, { result: "refused" }>;

/** The one atomic step. Undefined when the record has moved on since it was read. */
export async function settle(
  { ledger, queue }: Pick<ResolveParts, "ledger" | "queue">,
  record: GenerationRecord,
  resolution: Resolution,
): Promise<ReplayReceipt | undefined> {
  const { id } = record;
  const known = { ...knownOf(record), from: ["submission_unknown"] as const };
  switch (resolution.action) {
    case "task":
      return poll(ledger, queue, record, known, { taskId: resolution.taskId, resolution: "task" });
    case "resubmit": {
      const moved = await ledger.transition(id, {
        ...known,
        to: "queued",
        // Where the list could have told and was not believed, the first one may have been bought: a budget has to stand either way.
        ...(resolution.force === true && surfaceOfAccount(record.account ?? DEFAULT_ACCOUNT) === "v2" ? { charged: true } : {}),
        changes: { error: null, resolution: "resubmit" },
        clear: ["submittedAt", "cancelRequestedAt"],
      });
      return moved.applied ? { result: "queued", id, ...priceOf(record) } : undefined;
    }
    case "fail": {
      // Nobody knows whether it was bought: a budget has to stand either way.
      const changes = { resolution: "fail" } as const;
      const moved = await ledger.transition(id, { ...known, to: "failed", charged: true, changes, stamp: ["endedAt"] });
      return moved.applied ? { result: "failed", id } : undefined;
    }
  }
}

function priceOf({ priceMicroUsd }: GenerationRecord): { readonly priceMicroUsd?: number } {
  return priceMicroUsd === undefined ? {} : { priceMicroUsd };
}

/** The receipt of a decision that was carried out before. */
function before(record: GenerationRecord, resolution: Resolution): ReplayReceipt | undefined {
  const { id, state, taskId } = record;
  if (record.resolution !== resolution.action) return undefined;
  switch (resolution.action) {
    case "task":
      return taskId === resolution.taskId ? { result: "generating", id, again: true } : undefined;
    case "resubmit":
      return { result: "queued", id, again: true, ...priceOf(record) };
    case "fail":
      return { result: state === "cancelled" ? "cancelled" : "failed", id, again: true };
  }
}

function notWaiting({ id, state }: GenerationRecord): Refused {
  const message = `${id} is ${state}; only a generation in submission_unknown waits for a decision (one that is overdue or cancelling can be given up).`;
  return { result: "refused", id, code: "not_waiting", message };
}

/** Somebody decided in the same moment, perhaps the same. */
async function lostRace(ledger: Ledger, id: string, resolution: Resolution): Promise<ReplayReceipt> {
  return before(await requireRecord(ledger, id), resolution) ?? changedMeanwhile(id);
}

/** The provider never ends its task, which would hold its slot for good. */
async function giveUp(ledger: Ledger, record: GenerationRecord): Promise<ReplayReceipt | undefined> {
  const { id, state } = record;
  const error = { code: "given_up", stage: "poll", message: "A user gave up waiting for the provider to end the task." } as const;
  const moved =
    state === "overdue"
      ? await ledger.transition(id, {
          ...knownOf(record),
          from: ["overdue"],
          to: "failed",
          charged: true,
          changes: { error, resolution: "fail" },
          stamp: ["endedAt"],
        })
      : await ledger.transition(id, {
          ...knownOf(record),
          from: ["cancelling"],
          to: "cancelled",
          charged: true,
          changes: { resolution: "fail" },
          stamp: ["endedAt"],
        });
  if (!moved.applied) return undefined;
  return { result: state === "overdue" ? "failed" : "cancelled", id };
}

/**
 * Puts a failed generation back to the stage that failed: a download is done again, a task that may still be known is
 * asked for again. A create is bought again only with `rebuy`.
 */
export async function retryGeneration(ledger: Ledger, queue: StageQueue, id: string, options: RetryOptions = {}): Promise<ReplayReceipt> {
  const record = await requireRecord(ledger, id);
  if (options.missing === true && record.state === "succeeded") return fetchAgain(ledger, queue, record);
  if (record.state !== "failed")
    return { result: "refused", id, code: "not_waiting", message: `${id} is ${record.state}; only a failed generation is retried.` };
  const known = { ...knownOf(record), from: ["failed"] as const };
  if (options.rebuy === true) {
    const fresh = { error: null, resolution: null, taskId: null, fileId: null, providerStatus: null, pollCount: 0 } as const;
    const moved = await ledger.transition(id, {
      ...known,
      to: "queued",
      changes: fresh,
      clear: ["submittedAt", "acceptedAt", "generatedAt", "endedAt", "cancelRequestedAt"],
    });
    if (moved.inputGone !== undefined) return inputGone(record, moved.inputGone);
    return moved.applied ? { result: "queued", id, ...priceOf(record) } : changedMeanwhile(id);
  }
  if (record.error?.stage === "download" && record.fileId !== undefined) {
    return fetchAgain(ledger, queue, record);
  }
  if (record.taskId !== undefined && record.error?.code.includes("not_found") === true)
    return (await poll(ledger, queue, record, known, { taskId: record.taskId, resolution: null })) ?? changedMeanwhile(id);
  return {
    result: "refused",
    id,
    code: "needs_rebuy",
    message: `${id} failed at ${record.error?.stage ?? "an unknown stage"} (${record.error?.code ?? "no code"}): ${whyRebuy(record)}`,
  };
}

/** Asks the provider for a new link to the file of a task that is over. It was paid for; nothing is charged. */
async function fetchAgain(ledger: Ledger, queue: StageQueue, record: GenerationRecord): Promise<ReplayReceipt> {
  const { id, state, fileId } = record;
  if (fileId === undefined)
    return {
      result: "refused",
      id,
      code: "needs_rebuy",
      message: `${id} has no file id of the provider's; its video cannot be fetched again.`,
    };
  const moved = await ledger.transition(id, {
    ...knownOf(record),
    from: [state],
    to: "downloading",
    newRun: true,
    changes: { error: null, resolution: null, video: null },
    clear: ["endedAt"],
  });
  if (!moved.applied || moved.run === undefined) return changedMeanwhile(id);
  await queue.add("download", [{ generationId: id, run: moved.run }]);
  return { result: "downloading", id };
}

function whyRebuy({ resolution, taskId }: GenerationRecord): string {
  if (resolution !== "fail") return "its video does not exist. To buy it again, say --rebuy.";
  return taskId === undefined
    ? "it was given up, and may have been bought. To buy it, perhaps a second time, say --rebuy."
    : `it was given up while the provider had not ended task ${taskId}. To buy it a second time, say --rebuy.`;
}

async function poll(
  ledger: Ledger,
  queue: StageQueue,
  record: GenerationRecord,
  known: ReturnType<typeof knownOf> & { readonly from: readonly GenerationRecord["state"][] },
  { taskId, resolution }: { readonly taskId: string; readonly resolution: LostCreateResolution | null },
): Promise<ReplayReceipt | undefined> {
  const moved = await ledger.transition(record.id, {
    ...known,
    to: "generating",
    newRun: true,
    changes: { taskId, resolution, error: null, providerStatus: null, pollCount: 0 },
    stamp: ["acceptedAt"],
    // Who says to go on with it takes back a cancel that came before.
    clear: ["endedAt", "cancelRequestedAt"],
    deadlineInMs: DEADLINE_MS,
    leaseMs: LEASE_MS,
  });
  if (moved.taskTaken === true) {
    const message = `Task ${taskId} is that of another generation; this one cannot have it, too.`;
    return { result: "refused", id: record.id, code: "task_taken", message };
  }
  if (!moved.applied || moved.run === undefined) return undefined;
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
  return { result: "refused", id, code: "input_gone", message };
}

function changedMeanwhile(id: string): ReplayReceipt {
  return { result: "refused", id, code: "changed", message: `${id} has changed just now; look at it again.` };
}
