import { BATCH_WORK_LIMITS } from "@hailuo-queue/contracts";
import { Problem } from "./http/problem.ts";

/**
 * Bounds what goes through every generation of a batch: so many of a tenant at the same time, the others in their
 * order.
 */
export interface BatchWork {
  /**
   * What nobody waits for any more is not begun; what was begun comes to its end.
   * @throws a Problem (429 `too_much_at_once`).
   */
  run<Answer>(tenant: string, signal: AbortSignal, work: () => Promise<Answer>): Promise<Answer>;
}

interface TenantWork {
  running: number;
  readonly waiting: (() => void)[];
}

export function createBatchWork({
  atOnce,
  waiting,
}: { readonly atOnce: number; readonly waiting: number } = BATCH_WORK_LIMITS): BatchWork {
  const ofTenants = new Map<string, TenantWork>();

  /** Resolves with a turn that is this caller's. */
  async function enter(ofTenant: TenantWork): Promise<void> {
    if (ofTenant.running < atOnce) {
      ofTenant.running += 1;
      return;
    }
    if (ofTenant.waiting.length >= waiting)
      throw new Problem(429, "too_much_at_once", {
        detail: `${waiting} seals, cancels, retries and resolves of the tenant's batches wait here, more are not taken; wait for their answers.`,
        retryAfterSeconds: 5,
      });
    await new Promise<void>((resolve) => ofTenant.waiting.push(resolve));
  }

  return {
    async run(tenant, signal, work) {
      const ofTenant = ofTenants.get(tenant) ?? { running: 0, waiting: [] };
      ofTenants.set(tenant, ofTenant);
      await enter(ofTenant);
      try {
        if (signal.aborted) throw new Problem(408, "caller_gone");
        return await work();
      } finally {
        const next = ofTenant.waiting.shift();
        if (next !== undefined) next();
        else ofTenant.running -= 1;
        if (ofTenant.running === 0) ofTenants.delete(tenant);
      }
    },
  };
}
