import { type GenerationRecord, type GenerationState, messageForTenants } from "@hailuo-queue/contracts";

interface Words {
  /** The live API's. */
  readonly live: "Preparing" | "Queueing" | "Processing" | "Success" | "Fail";
  readonly documented: "pending" | "processing" | "succeeded" | "failed";
}

const PROCESSING: Words = { live: "Processing", documented: "processing" };
const FAILED: Words = { live: "Fail", documented: "failed" };

const WORDS: Readonly<Record<GenerationState, Words>> = {
  queued: { live: "Queueing", documented: "pending" },
  creating: { live: "Queueing", documented: "pending" },
  generating: PROCESSING,
  overdue: PROCESSING,
  downloading: PROCESSING,
  cancelling: PROCESSING,
  // Whether it was bought is for its user to find out; a failure here would make the caller buy it again.
  submission_unknown: PROCESSING,
  succeeded: { live: "Success", documented: "succeeded" },
  failed: FAILED,
  cancelled: FAILED,
};

const FAILURE_CODES: Readonly<Record<string, number>> = { prompt_flagged: 1026, video_flagged: 1027 };

/** Not one of moderation, which a caller would take for a verdict on its prompt. */
const UNKNOWN_FAILURE = 1000;

export const SUCCESS = { status_code: 0, status_msg: "success" } as const;

export function showLiveTask(record: GenerationRecord, name: string): object {
  const { live } = WORDS[record.state];
  return {
    task_id: name,
    status: live,
    file_id: live === "Success" ? name : "",
    ...sizeOf(record),
    base_resp: outcomeOf(record),
  };
}

/** The tasks of templates know no queue, and tell their video themselves. */
export function showTemplateTask(record: GenerationRecord, name: string, videoUrl: string | undefined): object {
  const { live } = WORDS[record.state];
  return {
    task_id: name,
    status: live === "Queueing" ? "Preparing" : live,
    video_url: videoUrl ?? "",
    base_resp: outcomeOf(record),
  };
}

function outcomeOf(record: GenerationRecord): object {
  return WORDS[record.state] === FAILED
    ? { status_code: failureCodeOf(record), status_msg: reasonOf(record) }
    : SUCCESS;
}

/** Of the stored video; 0 until there is one, as the provider has it, and nothing where its boxes could not be read. */
function sizeOf({ state, video }: GenerationRecord): object {
  if (state !== "succeeded") return { video_width: 0, video_height: 0 };
  const picture = video?.facts?.picture;
  return picture === undefined ? {} : { video_width: picture.widthPx, video_height: picture.heightPx };
}

export function showDocumentedTask(record: GenerationRecord, name: string): object {
  const { documented } = WORDS[record.state];
  return {
    task_id: name,
    status: documented,
    ...(documented === "succeeded" && { file_id: name }),
    ...(documented === "failed" && { error: reasonOf(record) }),
  };
}

/** The provider's code of why a task has failed. */
export function failureCodeOf({ error }: Pick<GenerationRecord, "error">): number {
  return FAILURE_CODES[error?.code ?? ""] ?? UNKNOWN_FAILURE;
}

export function reasonOf({ error, state }: GenerationRecord): string {
  if (error !== undefined) return messageForTenants(error);
  return state === "cancelled" ? "the task was cancelled" : "the task has failed";
}
