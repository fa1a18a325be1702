import { WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import { Problem } from "../http/problem.ts";

/** What the workbooks that are being read hold in this process's memory, together and of each tenant. */
export interface WorkbookMemory {
  /**
   * For one upload. `take` throws a Problem (429 `too_many_uploads`) where there is no room for so many more bytes;
   * `over` gives all of it back, once.
   */
  open(tenant: string): { readonly take: (bytes: number) => void; over(): void };
}

const RETRY_AFTER_SECONDS = 5;

/**
 * A workbook is held whole, and the table of its texts besides: 40 kB unfold to a hundred megabytes of them, and eight
 * such uploads of one tenant would end the process.
 */
export function createWorkbookMemory({
  maxHeldOfTenant,
  maxHeld,
}: { readonly maxHeldOfTenant: number; readonly maxHeld: number } = WORKBOOK_LIMITS): WorkbookMemory {
  const ofTenants = new Map<string, number>();
  let all = 0;
  return {
    open(tenant) {
      let taken = 0;
      const change = (bytes: number): void => {
        const own = (ofTenants.get(tenant) ?? 0) + bytes;
        if (own === 0) ofTenants.delete(tenant);
        else ofTenants.set(tenant, own);
        all += bytes;
        taken += bytes;
      };
      return {
        take(bytes) {
          if ((ofTenants.get(tenant) ?? 0) + bytes > maxHeldOfTenant) throw refused("the tenant", maxHeldOfTenant);
          if (all + bytes > maxHeld) throw refused("all tenants", maxHeld);
          change(bytes);
        },
        over: () => change(-taken),
      };
    },
  };
}

function refused(whose: string, most: number): Problem {
  return new Problem(429, "too_many_uploads", {
    detail: `The workbooks of ${whose} that are being read here hold ${most / 1024 ** 2} MiB of memory, the most allowed; wait for one to end, or send the sheet as CSV.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
