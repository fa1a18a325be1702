import type {
  AccountUsage,
  BatchSummary,
  Fleet,
  GenerationRecord,
  GenerationState,
  TenantStanding,
} from "@hailuo-queue/contracts";

/** What a diagnosis is made from. Each list is bounded by who reads it. */
export interface DiagnosisFacts {
  readonly counts: Readonly<Record<GenerationState, number>>;
  readonly accounts: readonly AccountUsage[];
  readonly fleet: Fleet;
  /** The newest batches. */
  readonly batches: readonly BatchSummary[];
  readonly tenants: readonly TenantStanding[];
  /** Some that wait, are polled and are stored: their last attempts tell what keeps them. */
  readonly samples: {
    readonly queued: readonly GenerationRecord[];
    readonly generating: readonly GenerationRecord[];
    readonly downloading: readonly GenerationRecord[];
  };
}
