import { type BacklogControl, GENERATION_STATES, type GenerationRecord, type Ledger } from "@hailuo-queue/contracts";
import type { Overview } from "../types.ts";
import type { DiagnosisFacts } from "./facts.ts";

/**
 * Batches and generations that are looked at: enough to tell what holds up most, and few enough to be asked for every
 * few seconds.
 */
const LOOKED_AT = { batches: 100, samples: 20 } as const;

export interface FactSources {
  readonly overview: () => Promise<Overview>;
  readonly fleet: () => Promise<DiagnosisFacts["fleet"]>;
  readonly ledger: Pick<Ledger, "list" | "batches">;
  readonly backlog: Pick<BacklogControl, "tenants">;
}

/** Reads what a diagnosis is made from; a fixed number of calls, whatever the backlog's size. */
export async function readFacts({ overview, fleet, ledger, backlog }: FactSources): Promise<DiagnosisFacts> {
  const sample = async (state: GenerationRecord["state"]): Promise<readonly GenerationRecord[]> =>
    (await ledger.list({ state, limit: LOOKED_AT.samples })).items;
  const [{ counts, accounts }, workers, batches, tenants, queued, generating, downloading] = await Promise.all([
    overview(),
    fleet(),
    ledger.batches(LOOKED_AT.batches),
    backlog.tenants(),
    sample("queued"),
    sample("generating"),
    sample("downloading"),
  ]);
  return { counts, accounts, fleet: workers, batches, tenants, samples: { queued, generating, downloading } };
}

/** The same of one tenant's work: its newest batches, and some of its generations. */
export interface TenantFactSources {
  readonly accounts: () => Promise<DiagnosisFacts["accounts"]>;
  readonly fleet: () => Promise<DiagnosisFacts["fleet"]>;
  readonly batches: (limit: number) => Promise<DiagnosisFacts["batches"]>;
  readonly list: (state: GenerationRecord["state"], limit: number) => Promise<readonly GenerationRecord[]>;
  readonly standing: () => Promise<DiagnosisFacts["tenants"][number]>;
}

/** Reads what a tenant's diagnosis is made from. */
export async function readTenantFacts(sources: TenantFactSources): Promise<DiagnosisFacts> {
  const { accounts, fleet, batches, list, standing } = sources;
  const [own, queued, generating, downloading, usage, workers, tenant] = await Promise.all([
    batches(LOOKED_AT.batches),
    list("queued", LOOKED_AT.samples),
    list("generating", LOOKED_AT.samples),
    list("downloading", LOOKED_AT.samples),
    accounts(),
    fleet(),
    standing(),
  ]);
  const counts = Object.fromEntries(
    GENERATION_STATES.map((state) => [state, own.reduce((sum, batch) => sum + batch.counts[state], 0)]),
  ) as DiagnosisFacts["counts"];
  return {
    counts,
    accounts: usage,
    fleet: workers,
    batches: own,
    tenants: [tenant],
    samples: { queued, generating, downloading },
  };
}
