import type { BacklogControl, GenerationRecord, Ledger } from "@hailuo-queue/contracts";
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
