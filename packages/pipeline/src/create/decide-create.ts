import { errorMessage, ProviderError, type StoredError } from "@hailuo-queue/contracts";
import { accountRefusal, type RefusedCall } from "../account-refusal.ts";

/** How a create call ended. */
export type CreateAnswer = { readonly taskId: string } | { readonly error: unknown };

export type CreateDecision =
  /** Bought: poll it. */
  | { readonly type: "accepted"; readonly taskId: string }
  /** It will never be accepted as it is. */
  | { readonly type: "rejected"; readonly error: StoredError }
  /** Surely not bought: back to its place in the backlog, while the account is used less. No attempt is counted. */
  | { readonly type: "put_back"; readonly reached: boolean; readonly refusal: RefusedCall | undefined }
  /** It may have been bought: a user decides, we never send it again. */
  | { readonly type: "unknown"; readonly error: StoredError };

/** Whatever is not surely refused and not surely unsent counts as perhaps bought. */
export function decideCreate(answer: CreateAnswer): CreateDecision {
  if ("taskId" in answer) return { type: "accepted", taskId: answer.taskId };
  const { error } = answer;
  if (!(error instanceof ProviderError)) {
    return { type: "unknown", error: { code: "create_crashed", stage: "create", message: errorMessage(error) } };
  }
  const stored: StoredError = { code: error.code, stage: "create", message: error.message };
  // Only this process lacks the account's keys: the job was meant for another worker, and the account is none the worse.
  if (error.code === "account_not_configured") return { type: "put_back", reached: false, refusal: undefined };
  const { verdict } = error.details;
  const refusal = accountRefusal(error);
  if (refusal !== undefined) return { type: "put_back", reached: verdict !== "not_sent", refusal };
  return verdict === "terminal" || verdict === "not_found" ? { type: "rejected", error: stored } : { type: "unknown", error: stored };
}
