/** What a tenant may have kept for it, in bytes. */
export interface ByteBudget {
  /** Before bytes are kept. Throws when the tenant has no room for them: a 429 over HTTP. */
  take(tenant: string, bytes: number): Promise<void>;
  /** What was taken and is kept no more. */
  give(tenant: string, bytes: number): Promise<void>;
}
