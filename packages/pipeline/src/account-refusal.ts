import { type AccountRefusal, optional, type ProviderError } from "@hailuo-queue/contracts";

/** What a refusal asks of an account, whichever call and model was refused. */
export type RefusedCall = Omit<AccountRefusal, "run" | "model" | "create"> & { readonly code: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/**
 * A refused key costs one more refused call by this; a request that alone is refused costs the others two seconds, not
 * half a minute.
 */
const SECOND_OPINION: Pick<RefusedCall, "secondOpinionMs"> = { secondOpinionMs: 2 * SECOND };

/** Undefined for an error that says nothing about the account. */
export function accountRefusal(error: ProviderError): RefusedCall | undefined {
  switch (error.details.verdict) {
    case "throttled":
      return refusal("cooldown", error, 2 * SECOND, MINUTE);
    case "concurrency":
      return refusal("concurrency", error, 2 * SECOND, MINUTE);
    case "model":
      return { ...refusal("model", error, 10 * MINUTE, 6 * HOUR), ...SECOND_OPINION };
    case "account":
      return { ...refusal("cooldown", error, 30 * SECOND, 30 * MINUTE), ...SECOND_OPINION };
    case "not_sent":
      return refusal("cooldown", error, SECOND, 30 * SECOND);
    case "terminal":
    case "not_found":
    case "transient":
    case "unknown_outcome":
      return undefined;
  }
}

function refusal(kind: AccountRefusal["kind"], error: ProviderError, forMs: number, longestMs: number): RefusedCall {
  const { retryAt } = error.details;
  const reason = `${error.code}: ${error.message}`;
  return { kind, forMs, longestMs, reason, code: error.code, ...optional({ notBefore: retryAt }) };
}
