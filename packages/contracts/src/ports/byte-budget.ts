/** What is kept of a tenant outside Redis, held against its quota of bytes: one quota for both. */
export interface ByteBudget {
  /** Before they are written. Checked and taken in one step, so that calls at the same moment never pass the quota. Throws InvalidInputError (`quota_bytes`). */
  take(tenant: string, bytes: number): Promise<void>;
  /** Once they are gone. What is given back twice leaves no debt: the count ends at zero. */
  give(tenant: string, bytes: number): Promise<void>;
}
