import type { CallType } from "../account.ts";
import type { RefusalEffect } from "./admission.ts";
import type { GenerationState } from "../states.ts";
import type { VideoFacts, VideoWarning } from "../video-facts.ts";

/** A refusal that paused an account or lowered what it may do, for logs and metrics. */
export interface ReportedRefusal {
  readonly effect: RefusalEffect;
  /** A refused file call is told by `callRefused`, too. */
  readonly callType: Exclude<CallType, "query">;
  /** Stable, e.g. `rate_limited`. */
  readonly code: string;
  readonly reason: string;
  /** Whose call was refused. */
  readonly generation?: string;
}

/** What the pipeline tells as it goes; a composition root turns it into log lines and metrics. */
export interface PipelineReporter {
  /** The provider took the money: said before it is written, so that the task's id is never in one place only. */
  taskAccepted(generationId: string, taskId: string): void;
  /** A state that nobody expected here, and what was done about it. */
  anomaly(generationId: string, event: string, details?: Readonly<Record<string, unknown>>): void;
  providerRefused(generationId: string, code: string, message: string): void;
  /** What a refusal of a create or of a file did to the account, and why the provider refused. */
  accountRefused(account: string, refusal: ReportedRefusal): void;
  /** The provider could not verify the callback URL: creates of the account go without one for some minutes. */
  callbackRefused(account: string, reason: string): void;
  /** What an account has left has become low, and why that is said. */
  fundsLow(account: string, reason: string): void;
  /**
   * A query or file call was refused, or found no keys for the account in this process. Told as often as it happens.
   */
  callRefused(account: string, callType: Exclude<CallType, "create">, code: string, message: string): void;
  /** A video was stored that is not what was bought. */
  videoDoubted(generationId: string, warnings: readonly VideoWarning[], facts: VideoFacts | undefined): void;
  ended(generationId: string, state: GenerationState, details?: Readonly<Record<string, unknown>>): void;
  mended(generationId: string, state: GenerationState): void;
}
