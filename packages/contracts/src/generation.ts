import type { AnswerCounts } from "./answer-counts.ts";
import type { Attempts } from "./attempt.ts";
import type { StoredError } from "./errors.ts";
import type { GenerationRequest } from "./generation-request.ts";
import type { Priority } from "./priority.ts";
import type { GenerationState } from "./states.ts";
import type { StoredVideo } from "./stored-video.ts";
import type { EarlierTake } from "./takes.ts";
import type { TaskLookup } from "./task-lookup.ts";
import type { TaskUsage } from "./task-usage.ts";

/**
 * Our record of one wanted video, from submit to its end: the single truth of its state. Times are Unix milliseconds of
 * Redis's clock.
 */
export interface GenerationRecord {
  readonly id: string;
  readonly state: GenerationState;
  /** As {@link briefRequest} tells it: media that stand in the request are handed to the create alone. */
  readonly request: GenerationRequest;
  readonly batchId: string;
  /** Place in the batch, from 0. */
  readonly index: number;
  /** The user's own name for it, unique in its batch. */
  readonly customId?: string;
  readonly tenant: string;
  /** As submitted; default normal. Its batch's priority goes before it. */
  readonly priority?: Priority;
  /** Which take of it this is, from 1; missing: the first. All other fields are about this take, but `costMicroUsd`. */
  readonly take?: number;
  /** The takes before it, oldest first; missing: none. */
  readonly takes?: readonly EarlierTake[];
  /**
   * What it costs when it succeeds, in millionths of a US dollar: the price of the day of its submit. Unknown for a
   * model without a price.
   */
  readonly priceMicroUsd?: number;
  /** What was charged for it so far, with all its takes: more than its price when it was bought again. */
  readonly costMicroUsd?: number;
  /** Where the video goes in storage, fixed at submit. */
  readonly objectKey: string;
  /**
   * Names the grant (or replay) that this generation works under, and is part of its job ids: a job of another run does
   * nothing. 0 before the first grant.
   */
  readonly run: number;
  readonly account?: string;
  /** The provider's name for the task that was bought. */
  readonly taskId?: string;
  readonly fileId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the intent to create was recorded: just before the POST left. */
  readonly submittedAt?: number;
  /** When the provider's task id was recorded. */
  readonly acceptedAt?: number;
  /** When the provider's task was seen to be over. */
  readonly generatedAt?: number;
  readonly endedAt?: number;
  /** After this time a running task is shown as overdue; it is polled on. */
  readonly deadlineAt?: number;
  readonly pollCount: number;
  /** When the provider is asked again; missing before the first poll. */
  readonly nextPollAt?: number;
  /** The provider's own word for the task's state, as it last gave one. */
  readonly providerStatus?: string;
  /** Why the last poll brought no status; missing when it brought one. */
  readonly pollError?: PollError;
  /** What the provider used for it, once its task is over and the provider has told that. */
  readonly usage?: TaskUsage;
  readonly cancelRequestedAt?: number;
  /**
   * How often its create was sent again by policy after its answer was lost: it may have been bought that many times
   * too often.
   */
  readonly resubmits?: number;
  /**
   * How often its create was sent again by policy after moderation had refused its picture; nothing was bought by
   * those.
   */
  readonly flaggedTries?: number;
  readonly error?: StoredError;
  /** There in `submission_unknown`, once the provider's list was looked through for its task. */
  readonly lookup?: TaskLookup;
  /**
   * What a user said last of a create whose answer was lost, until it is retried: the same word again changes nothing.
   */
  readonly resolution?: LostCreateResolution;
  readonly video?: StoredVideo;
  /** Its last tries that ended in an error, for people; none where all went well. */
  readonly attempts?: Attempts;
  /**
   * It was cancelled before it was bought, and so long texts of its request were cut: it is shown, and no more made of
   * what is left.
   */
  readonly givenBack?: true;
  /** The caller's trace, or that of its submit: a `traceparent` of W3C Trace Context. */
  readonly trace?: string;
  /** By account: its creates that were refused for the account's sake, until one is accepted. */
  readonly refusals?: Readonly<Record<string, RefusedTries>>;
}

/** What tells whether it is the generation that is refused, or its account. */
export interface RefusedTries {
  readonly tries: number;
  /** Those after the first, once the account was seen to take others. */
  readonly alone: number;
  /** What the account had answered at the first of them, */
  readonly first: AnswerCounts;
  /** and at the last. */
  readonly last: AnswerCounts;
}

/** An error that came in place of a task's status. */
export interface PollError {
  readonly code: string;
  /**
   * How many polls in a row, with this one, were told that there is no such task: so many that it is believed end the
   * generation.
   */
  readonly notFoundPolls: number;
}

/** The provider has its task; or has none, so that it was bought again; or it was given up. */
export type LostCreateResolution = "task" | "resubmit" | "fail";
