import { type AccountRefusal, errorMessage, ProviderError, type StoredError } from "@hailuo-queue/contracts";

/** How a create call ended. */
export type CreateAnswer = { readonly taskId: string } | { readonly error: unknown };

export type CreateDecision =
  /** Bought: poll it. */
  | { readonly type: "accepted"; readonly taskId: string }
  /** It will never be accepted as it is. */
  | { readonly type: "rejected"; readonly error: StoredError }
  /** Surely not bought: back to its place in the backlog, while the account is used less. No attempt is counted. */
  | { readonly type: "put_back"; readonly reached: boolean; readonly refusal: Omit<AccountRefusal, "run" | "model"> | undefined }
  /** It may have been bought: a user decides, we never send it again. */
  | { readonly type: "unknown"; readonly error: StoredError };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

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
  switch (error.details.verdict) {
    case "terminal":
    case "not_found":
      return { type: "rejected", error: stored };
    case "throttled":
      return putBack("cooldown", error, 2 * SECOND, MINUTE);
    case "concurrency":
      return putBack("concurrency", error, 2 * SECOND, MINUTE);
    case "model":
      return putBack("model", error, 10 * MINUTE, 6 * HOUR);
    case "account":
      return putBack("cooldown", error, 30 * SECOND, 30 * MINUTE);
    case "not_sent":
      return putBack("cooldown", error, SECOND, 30 * SECOND, false);
    case "transient":
    case "unknown_outcome":
      return { type: "unknown", error: stored };
  }
}

function putBack(
  kind: AccountRefusal["kind"],
  error: ProviderError,
  forMs: number,
  longestMs: number,
  reached = true,
): Extract<CreateDecision, { readonly type: "put_back" }> {
  const { retryAt } = error.details;
  const reason = `${error.code}: ${error.message}`;
  const refusal = { kind, forMs, longestMs, reason, ...(retryAt === undefined ? {} : { notBefore: retryAt }) };
  return { type: "put_back", reached, refusal };
}
