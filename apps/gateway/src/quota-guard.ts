import type { TenantQuotaStore } from "@hailuo-queue/access";
import { type BacklogControl, byteQuotaError, type DefaultQuotas, unfinishedQuotaError } from "@hailuo-queue/contracts";

/** Keeps a tenant from filling the queue for everybody. */
export interface QuotaGuard {
  /**
   * A first look, before anything is done for a call. What is written is held to the same quotas again, in the step
   * that writes it: calls at the same moment do not pass them together.
   * @throws InvalidInputError (`quota`, `quota_bytes`) where so many more surely do not fit.
   */
  requireRoom(tenant: string, more: number): Promise<void>;
  /** The same for what is there and is to be made again: it takes no more bytes. */
  requireRoomAgain(tenant: string, more: number): Promise<void>;
}

export interface QuotaParts {
  readonly quotas: Pick<TenantQuotaStore, "of">;
  readonly backlog: Pick<BacklogControl, "tenant">;
  /** Of tenants that have none of their own. */
  readonly defaults: DefaultQuotas;
}

/** What a generation takes at least; how much it is in truth is known when it is written. */
const SMALLEST_BYTES = 500;

export function createQuotaGuard({ quotas, backlog, defaults }: QuotaParts): QuotaGuard {
  async function requireRoom(tenant: string, more: number, moreBytes: number): Promise<void> {
    const [own, { unfinished, keptBytes }] = await Promise.all([quotas.of(tenant), backlog.tenant(tenant)]);
    const { maxUnfinished, maxBytes } = { ...defaults, ...own };
    if (unfinished + more > maxUnfinished)
      throw unfinishedQuotaError({ have: unfinished, allowed: maxUnfinished, wanted: more });
    if (moreBytes > 0 && keptBytes + moreBytes > maxBytes)
      throw byteQuotaError({ have: keptBytes, allowed: maxBytes, wanted: moreBytes });
  }

  return {
    requireRoom: (tenant, more) => requireRoom(tenant, more, more * SMALLEST_BYTES),
    requireRoomAgain: (tenant, more) => requireRoom(tenant, more, 0),
  };
}
