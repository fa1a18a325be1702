/** Reads of pages, bounded for each tenant. */
export interface TenantReads {
  /** So many of a tenant at the same time, the others in their order. */
  run<Answer>(tenant: string, read: () => Promise<Answer>): Promise<Answer>;
}

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * All callers of a process share one connection to Redis, whose answers come in order: behind a hundred pages of one
 * tenant's large records another tenant's small answer waits for all of them.
 */
export function createTenantReads(atOnce: number): TenantReads {
  const lanes = new Map<string, Lane>();

  return {
    async run(tenant, read) {
      const lane = lanes.get(tenant) ?? { running: 0, waiting: [] };
      lanes.set(tenant, lane);
      // Whoever leaves hands its place on.
      if (lane.running < atOnce) lane.running += 1;
      else await new Promise<void>((resolve) => lane.waiting.push(resolve));
      try {
        return await read();
      } finally {
        const next = lane.waiting.shift();
        if (next !== undefined) next();
        else lane.running -= 1;
        if (lane.running === 0) lanes.delete(tenant);
      }
    },
  };
}
