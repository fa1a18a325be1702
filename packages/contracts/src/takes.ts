import type { StoredError } from "./errors.ts";
import type { GenerationRequest } from "./generation-request.ts";
import type { END_STATES } from "./states.ts";
import type { StoredVideo } from "./stored-video.ts";

/** A generation is changed so often at most: each take before the last is kept in its record. */
export const MAX_TAKES = 50;

/**
 * An earlier take of a generation: what was asked for before its request was changed, and what became of it. Times are
 * Unix milliseconds.
 */
export interface EarlierTake {
  /** From 1, in the order in which they were asked for. */
  readonly take: number;
  readonly state: (typeof END_STATES)[number];
  readonly request: GenerationRequest;
  readonly taskId?: string;
  /** What was charged for this take alone, in millionths of a US dollar. */
  readonly costMicroUsd?: number;
  readonly submittedAt?: number;
  readonly endedAt?: number;
  readonly error?: StoredError;
  /**
   * Where it is now: under the generation's own key until a later take is about to be stored there, then under
   * {@link takeKey}.
   */
  readonly video?: StoredVideo;
}

/** The parts of a record that tell which take it is. */
export interface TakesOf {
  readonly take?: number;
  readonly takes?: readonly EarlierTake[];
}

/** Which take a record is: 1 until its request was changed. */
export function takeOf({ take = 1 }: TakesOf): number {
  return take;
}

/** Where an earlier take's video is kept: `a/cat.mp4` -> `a/cat.take1.mp4`. */
export function takeKey(objectKey: string, take: number): string {
  const named = objectKey.replace(/(\.[^./]+)$/, `.take${take}$1`);
  return named === objectKey ? `${objectKey}.take${take}` : named;
}
