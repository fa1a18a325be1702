import { randomUUID } from "node:crypto";
import {
  changedInPlace,
  type ChangedRequest,
  type GenerationRecord,
  isEndState,
  type Ledger,
  makesPrompt,
  MAX_TAKES,
  optional,
  readStoredInput,
  retaken,
  storedInputsOf,
  takeOf,
} from "@hailuo-queue/contracts";
import { digestOf } from "./digest.ts";

/** Why a request is not changed now; stable, for programs. */
export type ChangeRefusalCode =
  /** It may have been bought, or is bought and not stored yet: its end is waited for first. */
  | "under_way"
  /** It was changed MAX_TAKES times. */
  | "too_many_takes"
  /** A text cannot take the place of a video, nor a video that of a text. */
  | "other_kind"
  /** The new request names an input that is gone. */
  | "input_gone"
  /** Somebody else was faster. */
  | "changed";

/** A request that was not changed, and why. */
export interface ChangeRefusal {
  readonly code: ChangeRefusalCode;
  /** Why, and what would help. */
  readonly message: string;
}

/** What became of a changed request. */
export type ChangeReceipt =
  | {
      readonly result: "queued";
      readonly id: string;
      /** Which take it is now. */
      readonly take: number;
      /** It waited: nothing was bought of it before, and it is the same take. */
      readonly inPlace: boolean;
      /** What it costs, in millionths of a US dollar, where a price is known. */
      readonly priceMicroUsd?: number;
    }
  | ({ readonly result: "refused"; readonly id: string } & ChangeRefusal);

/**
 * Whether a generation may be changed as it is now: only what waits or has ended, so that nothing is bought twice by
 * accident.
 */
export function refuseChange(
  record: GenerationRecord,
  { request }: Pick<ChangedRequest, "request">,
): ChangeRefusal | undefined {
  const { id, state } = record;
  if (makesPrompt(record.request.model) !== makesPrompt(request.model))
    return {
      code: "other_kind",
      message:
        `${id} makes ` +
        `${makesPrompt(record.request.model) ? "a text" : "a video"}; submit ` +
        "the other one as a new item.",
    };
  if (state !== "queued" && !isEndState(state))
    return { code: "under_way", message: `${id} is ${state}: ${underWayWords(record)}` };
  if (mayStillRun(record))
    return {
      code: "under_way",
      message:
        `${id} was cancelled while the answer to its create was lost: its task may still run, and uses ` +
        "its slot until then. Submit the new request under a new custom_id.",
    };
  if (state !== "queued" && takeOf(record) >= MAX_TAKES)
    return {
      code: "too_many_takes",
      message: `${id} has ${MAX_TAKES} takes, which are all that are kept; give the next one a new custom_id.`,
    };
  return undefined;
}

/** Its next take would share the slot of a task that nobody can name: one more than the account may have. */
function mayStillRun({ state, submittedAt, acceptedAt }: GenerationRecord): boolean {
  return state === "cancelled" && submittedAt !== undefined && acceptedAt === undefined;
}

function underWayWords({ id, state, error }: GenerationRecord): string {
  if (state === "submission_unknown")
    return (
      `the answer to its create was lost (${error?.code ?? "no code"}), so it may have ` +
      `been bought. Decide that first: \`hailuo resolve ${id}\`.`
    );
  if (state === "cancelling") return "it ends with its task at the provider. Change it then.";
  if (state === "downloading") return "its video is bought and is being stored. Change it then.";
  return (
    "it is at the provider, and is paid for when it succeeds. Wait for its " +
    `end, or cancel it first: \`hailuo cancel ${id}\`.`
  );
}

/** MAY BUY: makes a generation of another request from now on, in one step with its key, its price and its take. */
export async function changeRequest(
  ledger: Pick<Ledger, "transition">,
  record: GenerationRecord,
  wanted: ChangedRequest,
): Promise<ChangeReceipt> {
  const { id } = record;
  const refusal = refuseChange(record, wanted);
  if (refusal !== undefined) return { result: "refused", id, ...refusal };
  const { request, fingerprint, priceMicroUsd } = wanted;
  const price = optional({ priceMicroUsd });
  const changed = { request, fingerprint: digestOf(fingerprint), ...price };
  const inPlace = record.state === "queued";
  const token = randomUUID();
  const moved = await ledger.transition(
    id,
    inPlace ? changedInPlace(record, changed, token) : retaken(record, changed, token),
  );
  if (moved.outcome === "moved")
    return { result: "queued", id, take: takeOf(record) + (inPlace ? 0 : 1), inPlace, ...price };
  if (moved.outcome !== "input_gone")
    return { result: "refused", id, code: "changed", message: `${id} has changed just now; look at it again.` };
  const name =
    storedInputsOf(request).find((reference) => readStoredInput(reference).sha256 === moved.sha256) ?? moved.sha256;
  return {
    result: "refused",
    id,
    code: "input_gone",
    message:
      `The input ${name} is gone: nothing has needed it for longer than inputs are kept ` +
      "(HAILUO_RETENTION_INPUTS_MS). Upload the same file again.",
  };
}
