import type { RequestFault } from "./generation-request.ts";
import type { Stage } from "./jobs.ts";

/** The base of every error that a user may see: a stable code, a sentence that says what and what to do. */
export class HailuoError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
  }
}

/** The user gave something that cannot be worked with; the CLI exits 2, HTTP answers 400. */
export class InvalidInputError extends HailuoError {}

/** A request that cannot be made as it was asked for: `faults` says why, field by field. */
export class RefusedRequestError extends InvalidInputError {
  readonly faults: readonly RequestFault[];

  constructor(code: "invalid_request" | "input_not_found", faults: readonly RequestFault[], name?: string) {
    const told = faults.map(({ field, message }) => `${field}: ${message}`).join("; ");
    super(code, `${name === undefined ? "The generation" : `Generation ${name}`} was refused: ${told}`);
    this.faults = faults;
  }
}

/** A service we need (Redis, storage, provider) cannot be used; the sentence names the setting to look at. */
export class UnavailableError extends HailuoError {}

/**
 * What a provider's refusal means for us:
 * - `terminal`: this generation will never be accepted as it is (bad parameters, moderation);
 * - `throttled`: too many requests just now; surely not accepted;
 * - `concurrency`: too many unfinished tasks just now; surely not accepted;
 * - `model`: this account cannot use this model; surely not accepted;
 * - `account`: this account cannot be used until somebody acts or a time has come (key, balance, plan); surely not
 *   accepted;
 * - `not_sent`: the request never reached the provider (DNS, refused connection, TLS);
 * - `transient`: it may work when asked again; on a create this class is never used, see `unknown_outcome`;
 * - `unknown_outcome`: a create that may or may not have been accepted: never sent again by itself;
 * - `not_found`: the provider does not know the task or file.
 */
export const PROVIDER_VERDICTS = [
  "terminal",
  "throttled",
  "concurrency",
  "model",
  "account",
  "not_sent",
  "transient",
  "unknown_outcome",
  "not_found",
] as const;
/** See PROVIDER_VERDICTS. */
export type ProviderVerdict = (typeof PROVIDER_VERDICTS)[number];

/** What is known of a refusal beside its code and sentence. */
export interface ProviderErrorDetails {
  readonly verdict: ProviderVerdict;
  readonly httpStatus?: number;
  /** The provider's business code, e.g. 1002. */
  readonly providerCode?: number;
  /** Do not ask again before this Unix time in ms (Retry-After, or a reset time in the message). */
  readonly retryAt?: number;
  /**
   * The code or status that was answered, and its words: all that is the other side's of the message. No key is in it.
   */
  readonly said?: string;
  /** The provider's trace id, for its support. */
  readonly traceId?: string;
}

/**
 * An answer, or a missing answer, of the provider. `code` is stable, e.g. `rate_limited`, `insufficient_balance`,
 * `prompt_flagged`.
 */
export class ProviderError extends HailuoError {
  readonly details: ProviderErrorDetails;

  constructor(code: string, message: string, details: ProviderErrorDetails, options: { cause?: unknown } = {}) {
    super(code, message, options);
    this.details = details;
  }
}

/**
 * Why a download could not be stored as a video. `link_expired`: ask for a new link. `not_a_video`, `too_large`: not
 * worth repeating at once. `storage_full`: the storage has no room; `storage`: it fails otherwise.
 */
export const DOWNLOAD_FAULTS = [
  "link_expired",
  "link_refused",
  "interrupted",
  "not_a_video",
  "too_large",
  "storage",
  "storage_full",
  "untrusted_url",
] as const;
/** See DOWNLOAD_FAULTS. */
export type DownloadFault = (typeof DOWNLOAD_FAULTS)[number];

/** A download that stored nothing. `code` is `download_` and the fault. */
export class DownloadError extends HailuoError {
  readonly fault: DownloadFault;

  constructor(fault: DownloadFault, message: string, options: { cause?: unknown } = {}) {
    super(`download_${fault}`, message, options);
    this.fault = fault;
  }
}

/** The reason kept in a record. Never holds a key or a signed URL. */
export interface StoredError {
  readonly code: string;
  readonly stage: Stage;
  readonly message: string;
}

/** The sentence of an error, or of whatever else was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
