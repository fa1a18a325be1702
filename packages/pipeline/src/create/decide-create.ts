import { errorMessage, ProviderError, type StoredError } from "@hailuo-queue/contracts";

/** How a create call ended. */
export type CreateAnswer = { readonly taskId: string } | { readonly error: unknown };

export type CreateDecision =
  /** Bought: poll it. */
  | { readonly type: "accepted"; readonly taskId: string }
  /** It will never be accepted as it is. */
  | { readonly type: "rejected"; readonly error: StoredError }
  /** Surely not bought: back to its place in the backlog, while the account pauses. No attempt is counted. */
  | { readonly type: "put_back"; readonly reached: boolean; readonly pause: AccountPause }
  /** It may have been bought: a user decides, we never send it again. */
  | { readonly type: "unknown"; readonly error: StoredError };

export interface AccountPause {
  readonly forMs: number;
  readonly longestMs: number;
  readonly reason: string;
  readonly notBefore?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Whatever is not surely refused and not surely unsent counts as perhaps bought. */
export function decideCreate(answer: CreateAnswer): CreateDecision {
  if ("taskId" in answer) return { type: "accepted", taskId: answer.taskId };
  const { error } = answer;
  if (!(error instanceof ProviderError)) {
    return { type: "unknown", error: { code: "create_crashed", stage: "create", message: errorMessage(error) } };
  }
  const stored: StoredError = { code: error.code, stage: "create", message: error.message };
  switch (error.details.verdict) {
    case "terminal":
    case "not_found":
      return { type: "rejected", error: stored };
    case "throttled":
    case "concurrency":
      return { type: "put_back", reached: true, pause: pause(error, 2 * SECOND, MINUTE) };
    case "account":
    case "model":
      return { type: "put_back", reached: true, pause: pause(error, 30 * SECOND, 30 * MINUTE) };
    case "not_sent":
      return { type: "put_back", reached: false, pause: pause(error, SECOND, 30 * SECOND) };
    case "transient":
    case "unknown_outcome":
      return { type: "unknown", error: stored };
  }
}

function pause(error: ProviderError, forMs: number, longestMs: number): AccountPause {
  const { retryAt } = error.details;
  const reason = `${error.code}: ${error.message}`;
  return retryAt === undefined ? { forMs, longestMs, reason } : { forMs, longestMs, reason, notBefore: retryAt };
}
