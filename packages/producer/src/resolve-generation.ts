import {
  boughtAgain,
  DEFAULT_ACCOUNT,
  downloadedAgain,
  type GenerationRecord,
  givenUp,
  InvalidInputError,
  type Ledger,
  type LostCreateResolution,
  optional,
  QUESTION_LIMITS,
  type QuestionDesk,
  readStoredInput,
  resentByUser,
  runOf,
  sideOfAccount,
  type StageQueue,
  storedInputsOf,
  taskFound,
} from "@hailuo-queue/contracts";
import { checkTask, decideResubmit, lookAgain } from "./check-resolution.ts";
import type { ReplayReceipt, Resolution, RetryOptions } from "./resolution.ts";

export interface ReplayParts {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  /** HAILUO_TASK_DEADLINE_MS of the workers that have this account's keys. */
  readonly taskDeadlineMs: (account: string) => Promise<number>;
}

export interface ResolveParts extends ReplayParts {
  /** Asked before a task is taken, and before one is bought again. */
  readonly desk: QuestionDesk;
}

const TASK_ID = new RegExp(`^[\\w-]{1,${QUESTION_LIMITS.maxTaskIdLength}}$`);

/**
 * Ends the wait of a `submission_unknown` generation as its user decides. The same decision again answers the same.
 * @throws InvalidInputError (`unknown_generation`, `bad_task_id`) and UnavailableError (`nobody_to_ask`,
 * `provider_silent`, `provider_unavailable`); then nothing was changed.
 */
export async function resolveGeneration(
  parts: ResolveParts,
  id: string,
  resolution: Resolution,
): Promise<ReplayReceipt> {
  const record = await requireRecord(parts.ledger, id);
  if (resolution.action === "task" && !TASK_ID.test(resolution.taskId))
    throw new InvalidInputError(
      "bad_task_id",
      `"${resolution.taskId.slice(0, 80)}" is not a task id: those have 1 to ` +
        `${QUESTION_LIMITS.maxTaskIdLength} letters, digits, "_" and "-".`,
    );
  if (resolution.action === "fail" && (record.state === "overdue" || record.state === "cancelling"))
    return (await giveUp(parts.ledger, record, record.state)) ?? lostRace(parts.ledger, id, resolution);
  if (record.state !== "submission_unknown") return before(record, resolution) ?? notWaiting(record);
  const refusal = await check(parts, record, resolution);
  if (refusal !== undefined) return refusal;
  return (await settle(parts, record, resolution)) ?? lostRace(parts.ledger, id, resolution);
}

/** Asks the provider, where the decision rests on what it has. */
async function check(
  { ledger, desk }: ResolveParts,
  record: GenerationRecord,
  resolution: Resolution,
): Promise<Refused | undefined> {
  if (resolution.action === "task") return checkTask(desk, record, resolution.taskId);
  if (resolution.action === "fail" || resolution.force === true) return undefined;
  const lookedAt = await lookAgain(desk, record.account ?? DEFAULT_ACCOUNT);
  return lookedAt === undefined ? undefined : decideResubmit(await requireRecord(ledger, record.id), lookedAt);
}

type Refused = Extract<ReplayReceipt, { result: "refused" }>;

/** The one atomic step. Undefined when the record has moved on since it was read. */
export async function settle(
  parts: ReplayParts,
  record: GenerationRecord,
  resolution: Resolution,
): Promise<ReplayReceipt | undefined> {
  const { id } = record;
  switch (resolution.action) {
    case "task":
      return pollAgain(parts, record, "submission_unknown", { taskId: resolution.taskId, resolution: "task" });
    case "resubmit": {
      if ((record.submittedAt ?? 0) > (resolution.lostBefore ?? Infinity)) return undefined;
      // Where the list could have told and was not believed, the first one may have been bought.
      const charged = resolution.force === true && sideOfAccount(record.account ?? DEFAULT_ACCOUNT) === "v2";
      const { outcome } = await parts.ledger.transition(id, resentByUser(runOf(record), { charged }));
      return outcome === "moved" ? { result: "queued", id, ...priceOf(record) } : undefined;
    }
    case "fail": {
      const { outcome } = await parts.ledger.transition(id, givenUp(runOf(record), "submission_unknown"));
      return outcome === "moved" ? { result: "failed", id } : undefined;
    }
  }
}

function priceOf({ priceMicroUsd }: GenerationRecord): { readonly priceMicroUsd?: number } {
  return optional({ priceMicroUsd });
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
  const message =
    `${id} is ${state}; only a generation in submission_unknown waits for a decision ` +
    "(one that is overdue or cancelling can be given up).";
  return { result: "refused", id, code: "not_waiting", message };
}

/** Somebody decided in the same moment, perhaps the same. */
async function lostRace(ledger: Ledger, id: string, resolution: Resolution): Promise<ReplayReceipt> {
  return before(await requireRecord(ledger, id), resolution) ?? changedMeanwhile(id);
}

/** The provider never ends its task, which would hold its slot for good. */
async function giveUp(
  ledger: Ledger,
  record: GenerationRecord,
  state: "overdue" | "cancelling",
): Promise<ReplayReceipt | undefined> {
  const { outcome } = await ledger.transition(record.id, givenUp(runOf(record), state));
  if (outcome !== "moved") return undefined;
  return { result: state === "overdue" ? "failed" : "cancelled", id: record.id };
}

/**
 * Puts a failed generation back to the stage that failed: a download is done again, a task that may still be known is
 * asked for again. A create is bought again only with `rebuy`, and where neither of these is possible.
 */
export async function retryGeneration(
  parts: ReplayParts,
  id: string,
  options: RetryOptions = {},
): Promise<ReplayReceipt> {
  const { ledger } = parts;
  const record = await requireRecord(ledger, id);
  if (options.missing === true && record.state === "succeeded") return fetchAgain(parts, record, record.state);
  if (record.state !== "failed")
    return {
      result: "refused",
      id,
      code: "not_waiting",
      message: `${id} is ${record.state}; only a failed generation is retried.`,
    };
  if (options.rebuy === true && (options.force === true || needsRebuy(record))) {
    if ((record.endedAt ?? 0) > (options.failedBefore ?? Infinity)) return failedSince(id);
    const moved = await ledger.transition(id, boughtAgain(runOf(record)));
    if (moved.outcome === "input_gone") return inputGone(record, moved.sha256);
    return moved.outcome === "moved" ? { result: "queued", id, ...priceOf(record) } : changedMeanwhile(id);
  }
  if (isFetchable(record)) return fetchAgain(parts, record, record.state);
  if (record.taskId !== undefined && wasLostSightOf(record))
    return (
      (await pollAgain(parts, record, "failed", { taskId: record.taskId, resolution: null })) ?? changedMeanwhile(id)
    );
  return {
    result: "refused",
    id,
    code: "needs_rebuy",
    message:
      `${id} failed at ${record.error?.stage ?? "an unknown stage"} ` +
      `(${record.error?.code ?? "no code"}): ${whyRebuy(record)}`,
  };
}

/** Asks the provider for a new link to the file of a task that is over. It was paid for; nothing is charged. */
async function fetchAgain(
  { ledger, queue }: ReplayParts,
  record: GenerationRecord,
  from: "failed" | "succeeded",
): Promise<ReplayReceipt> {
  const { id, fileId } = record;
  if (fileId === undefined) {
    const message = `${id} has no file id of the provider's; its video cannot be fetched again.`;
    return { result: "refused", id, code: "needs_rebuy", message };
  }
  const moved = await ledger.transition(id, downloadedAgain(runOf(record), from));
  if (moved.outcome !== "moved" || moved.run === undefined) return changedMeanwhile(id);
  await queue.add("download", [{ generationId: id, run: moved.run }]);
  return { result: "downloading", id };
}

/** Whether a retry of this failed generation would have to buy it again: it has no video that could be fetched. */
export function needsRebuy(record: GenerationRecord): boolean {
  return !isFetchable(record) && !(record.taskId !== undefined && wasLostSightOf(record));
}

/** Its task is over, and its file is known. */
function isFetchable({ error, fileId }: GenerationRecord): boolean {
  return error?.stage === "download" && fileId !== undefined;
}

/** The provider said that it has no such task: it may have it again. */
function wasLostSightOf({ error, pollError, resolution }: GenerationRecord): boolean {
  return error?.stage === "poll" && (pollError?.notFoundPolls ?? 0) > 0 && resolution !== "fail";
}

function whyRebuy({ resolution, taskId }: GenerationRecord): string {
  if (resolution !== "fail") return "its video does not exist. To buy it again, use --rebuy.";
  return taskId === undefined
    ? "it was given up, and may have been bought. To buy it, perhaps a second time, use --rebuy."
    : `it was given up while the provider had not ended task ${taskId}. To buy it a second time, use --rebuy.`;
}

/** Asks for a task, in a new run. Undefined when the record has moved on since it was read. */
async function pollAgain(
  { ledger, queue, taskDeadlineMs }: ReplayParts,
  record: GenerationRecord,
  from: "submission_unknown" | "failed",
  { taskId, resolution }: { readonly taskId: string; readonly resolution: LostCreateResolution | null },
): Promise<ReplayReceipt | undefined> {
  const { id, account = DEFAULT_ACCOUNT } = record;
  const task = { taskId, taskDeadlineMs: await taskDeadlineMs(account) };
  const moved = await ledger.transition(id, taskFound(runOf(record), from, task, { resolution }));
  if (moved.outcome === "task_taken") {
    const message = `Task ${taskId} belongs to another generation.`;
    return { result: "refused", id, code: "task_taken", message };
  }
  if (moved.outcome !== "moved" || moved.run === undefined) return undefined;
  await queue.add("poll", [{ generationId: id, run: moved.run }]);
  return { result: "generating", id };
}

async function requireRecord(ledger: Ledger, id: string): Promise<GenerationRecord> {
  const record = await ledger.get(id);
  if (record === undefined)
    throw new InvalidInputError("unknown_generation", `There is no generation "${id}". \`hailuo list\` shows the ids.`);
  return record;
}

function inputGone({ id, request }: GenerationRecord, sha256: string): ReplayReceipt {
  const name = storedInputsOf(request).find((reference) => readStoredInput(reference).sha256 === sha256) ?? sha256;
  const message =
    `${id} needs the input ${name}, which is gone: nothing has needed it for longer than inputs are kept ` +
    "(HAILUO_RETENTION_INPUTS_MS). Upload the same file again (POST /api/v1/inputs, or `hailuo submit` with it), " +
    "then retry.";
  return { result: "refused", id, code: "input_gone", message };
}

function failedSince(id: string): ReplayReceipt {
  const message = `${id} has failed again since this was asked for; to buy it once more, ask again under another key.`;
  return { result: "refused", id, code: "changed", message };
}

function changedMeanwhile(id: string): ReplayReceipt {
  return { result: "refused", id, code: "changed", message: `${id} has changed just now; look at it again.` };
}
