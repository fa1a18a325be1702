import type { TenantQuotaStore } from "@hailuo-queue/access";
import type { AccountUsage, AuditLog, InputLitter, ObjectStore, PriceTable } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { BatchLooks } from "../events/batch-looks.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Arrivals } from "../inputs/arrivals.ts";
import type { WorkbookMemory } from "../ingest/workbook-memory.ts";
import type { QuotaGuard } from "../quota-guard.ts";
import type { StreamTokens } from "../tokens/stream-tokens.ts";
import type { VideoLinks } from "../videos/video-links.ts";
import type { Webhooks } from "../webhooks/open-webhooks.ts";

/** What the handlers are made of. Each asks for what it uses: `PartsOf<"quota" | "webhooks">`. */
export interface RouteParts {
  readonly producer: Producer;
  /** What the accounts allow and have taken. */
  readonly accounts: () => Promise<readonly AccountUsage[]>;
  readonly prices: PriceTable;
  readonly now: () => number;
  readonly store: ObjectStore;
  readonly links: VideoLinks;
  readonly webhooks: Webhooks;
  readonly tokens: StreamTokens;
  readonly hub: EventHub;
  readonly looks: BatchLooks;
  readonly quota: QuotaGuard;
  readonly quotas: TenantQuotaStore;
  readonly audit: Pick<AuditLog, "read">;
  readonly objectKeyTemplate: string;
  readonly arrivals: Arrivals;
  readonly workbooks: WorkbookMemory;
  /** Deletes what is in the books no more. */
  readonly clearInput: (litter: InputLitter) => Promise<void>;
  /** How long an input is kept that nobody needs; 0 for good. */
  readonly keepInputsMs: number;
  readonly ping: () => Promise<unknown>;
  readonly metrics: (accept: string | undefined) => Promise<{ readonly contentType: string; readonly body: string }>;
}

export type PartsOf<Name extends keyof RouteParts> = Pick<RouteParts, Name>;
