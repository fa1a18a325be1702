import type { GenerationRecord } from "../generation.ts";

/**
 * Which requests a tenant has had made: the last so many (TENANT_LIMITS.maxKnownRequests). A twin is a generation of
 * another batch of the same tenant with the same request that was made or is under way. By the digests of requests; a
 * hint for people, which decides nothing.
 */
export interface RequestIndex {
  /** The twin of each request, for a batch that is to be submitted. */
  find(tenant: string, batchId: string, digests: readonly string[]): Promise<readonly (GenerationRecord | undefined)[]>;
  /** Remembers what was submitted, and counts in the batch how many of them have twins. Returns how many. */
  note(
    tenant: string,
    batchId: string,
    made: readonly { readonly digest: string; readonly id: string }[],
  ): Promise<number>;
}
