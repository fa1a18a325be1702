import {
  errorMessage,
  type GenerationRequest,
  InvalidInputError,
  ProviderError,
  type StoredError,
} from "@hailuo-queue/contracts";
import { accountRefusal, type RefusedCall } from "../account-refusal.ts";

/**
 * Who did not let a create through: the provider, somebody before it with a page of his own, or our storage, which has
 * the inputs.
 */
export type Refuser = "provider" | "proxy" | "storage";

/** How a create call ended. */
export type CreateAnswer = { readonly taskId: string } | { readonly error: unknown };

/** What a create job does about the record that it found. */
export type CreateDecision =
  /** Bought: poll it. */
  | { readonly type: "accepted"; readonly taskId: string }
  /** It will never be accepted as it is. */
  | { readonly type: "rejected"; readonly reached: boolean; readonly error: StoredError }
  /** Surely not bought: back to its position in the backlog, while the account is used less. No attempt is counted. */
  | {
      readonly type: "put_back";
      readonly reached: boolean;
      readonly refusal: RefusedCall | undefined;
      readonly by: Refuser;
      /** What was answered, for people: code or status and the words. */
      readonly said?: string | undefined;
    }
  /** Surely not bought, for the sake of its callback alone: back to its place, and without one from now on. */
  | { readonly type: "callback_refused"; readonly reason: string }
  /** It may have been bought: a user decides, we never send it again. */
  | { readonly type: "unknown"; readonly error: StoredError };

/**
 * Whatever is not surely refused and not surely unsent counts as perhaps bought. `calledBack`: whether a callback was
 * asked for.
 */
export function decideCreate(answer: CreateAnswer, calledBack: boolean): CreateDecision {
  if ("taskId" in answer) return { type: "accepted", taskId: answer.taskId };
  const { error } = answer;
  if (!(error instanceof ProviderError)) {
    return { type: "unknown", error: { code: "create_crashed", stage: "create", message: errorMessage(error) } };
  }
  const stored: StoredError = { code: error.code, stage: "create", message: error.message };
  // Only this process lacks the account's keys: the job was meant for another worker, and the account is none the
  // worse.
  if (error.code === "account_not_configured")
    return { type: "put_back", reached: false, refusal: undefined, by: "provider" };
  if (error.code === "callback_refused" && calledBack) return { type: "callback_refused", reason: error.message };
  const { verdict } = error.details;
  const refusal = accountRefusal(error);
  const by = error.code === "request_blocked" ? "proxy" : "provider";
  if (refusal !== undefined)
    return { type: "put_back", reached: verdict !== "not_sent", refusal, by, said: error.details.said };
  return verdict === "terminal" || verdict === "not_found"
    ? { type: "rejected", reached: true, error: stored }
    : { type: "unknown", error: stored };
}

/** While the storage is away nothing that needs it is bought: as for a provider that is not reached. */
const STORAGE_AWAY = { kind: "cooldown", forMs: 1000, longestMs: 30_000, code: "storage_away" } as const;

/** Its images could not be read, so nothing was sent. */
export function decideUnfilled(error: unknown): CreateDecision {
  const message = errorMessage(error);
  // Settings that cannot be used are this process's fault, and not the image's.
  const isTheImages = error instanceof InvalidInputError && error.code.startsWith("input_image_");
  return isTheImages
    ? { type: "rejected", reached: false, error: { code: error.code, stage: "create", message } }
    : { type: "put_back", reached: false, refusal: { ...STORAGE_AWAY, reason: `storage: ${message}` }, by: "storage" };
}

/**
 * Whether moderation may think otherwise of the same request: it was the picture, perhaps, that was flagged. Nothing
 * was bought.
 */
export function mayPassLater(error: StoredError, request: GenerationRequest): boolean {
  return error.code === "prompt_flagged" && PICTURE_FIELDS.some((field) => request[field] !== undefined);
}

const PICTURE_FIELDS = [
  "image_url",
  "last_frame_image",
  "subject_reference",
  "reference_images",
  "media_inputs",
] as const satisfies readonly (keyof GenerationRequest)[];
