/**
 * How long the provider's tasks took of late, by profile. It advises the poll schedule; nothing depends on it being
 * complete.
 */
export interface TaskTimes {
  /**
   * Lifetimes in milliseconds of the last tasks of this profile, newest first, at most about a hundred. May be some
   * seconds old; empty before there are any.
   */
  recent(profile: string): Promise<readonly number[]>;
  /** A task of this profile finished after so long. Kept soon and in bulk; never throws. */
  note(profile: string, lifetimeMs: number): void;
}
