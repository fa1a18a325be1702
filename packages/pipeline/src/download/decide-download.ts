import {
  DownloadError,
  type DownloadFault,
  errorMessage,
  ProviderError,
  type StoredError,
} from "@hailuo-queue/contracts";
import { accountRefusal, type RefusedCall } from "../account-refusal.ts";
import type { PipelineSettings } from "../settings.ts";

/** What a download job does about the record that it found. */
export type DownloadDecision =
  /**
   * The account was refused, not this video: it waits, and no attempt is counted. Without `refusal` only this process
   * cannot use it.
   */
  | { readonly type: "wait"; readonly error: ProviderError; readonly refusal: RefusedCall | undefined }
  | { readonly type: "retry"; readonly code: string; readonly error: Error; readonly retryInMs: number }
  | { readonly type: "give_up"; readonly error: StoredError };

/** What is no video now is hardly one a minute later: the provider gave the wrong file. */
const NOT_A_VIDEO_ATTEMPTS = 5;

/** Tried again with a new link each time, with growing waits; given up when its attempts are used up, replayable. */
export function decideDownload(
  error: unknown,
  /** `alone`: the account answered others since it refused this one last. */
  { attemptsMade, alone }: { readonly attemptsMade: number; readonly alone: boolean },
  settings: Pick<PipelineSettings, "downloadAttempts">,
): DownloadDecision {
  if (error instanceof ProviderError && isAccountsFault(error) && !alone) {
    return {
      type: "wait",
      error,
      refusal: error.code === "account_not_configured" ? undefined : accountRefusal(error),
    };
  }
  const cause = error instanceof Error ? error : new Error(errorMessage(error));
  const code = error instanceof DownloadError || error instanceof ProviderError ? error.code : "download_crashed";
  const hopeless = error instanceof DownloadError && (error.fault === "too_large" || error.fault === "untrusted_url");
  const notAVideo = error instanceof DownloadError && error.fault === "not_a_video";
  const attempts = notAVideo ? Math.min(NOT_A_VIDEO_ATTEMPTS, settings.downloadAttempts) : settings.downloadAttempts;
  if (hopeless || attemptsMade + 1 >= attempts) {
    return { type: "give_up", error: { code, stage: "download", message: cause.message } };
  }
  // A link that ran out needs a new one, not patience.
  const patient = !(error instanceof DownloadError && error.fault === "link_expired" && attemptsMade < 2);
  return { type: "retry", code, error: cause, retryInMs: patient ? Math.min(1000 * 2 ** attemptsMade, 60_000) : 0 };
}

const LINKS_FAULTS: readonly string[] = [
  "link_expired",
  "link_refused",
  "interrupted",
  "not_a_video",
] satisfies readonly DownloadFault[];

/** Whether the same video from another place may do better: not for what storage, a limit or distrust stopped. */
export function isLinksFault(error: unknown): boolean {
  return error instanceof DownloadError && LINKS_FAULTS.includes(error.fault);
}

/**
 * Reads are refused for these alone; one that did not arrive, or was answered by a broken provider, is a failed
 * attempt.
 */
function isAccountsFault({ details }: ProviderError): boolean {
  return details.verdict === "throttled" || details.verdict === "account";
}
