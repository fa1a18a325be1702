import {
  type BatchLedger,
  decidePlace,
  type ObjectStore,
  type VideoArchive,
  type Whereabouts,
} from "@hailuo-queue/contracts";

export interface PlacedStoresParts {
  readonly ledger: Pick<BatchLedger, "batchPlace">;
  /** Of this process. */
  readonly store: ObjectStore;
  readonly whereabouts: Whereabouts;
  readonly open: (location: string) => ObjectStore;
  readonly archiveIn: (store: ObjectStore) => VideoArchive;
  /** Where this process works on one batch: those without a place of their own are then stored by others. */
  readonly onlyBatch: string | undefined;
}

/**
 * Stores by the place of the batch, and never by who happens to have the job. Each is undefined for what only others
 * reach.
 */
export interface PlacedStores {
  storeOf(batchId: string): Promise<ObjectStore | undefined>;
  archiveOf(batchId: string): Promise<VideoArchive | undefined>;
  close(): Promise<void>;
}

/** Places that are held open at once: few runs share a Redis. */
const MOST_OPEN = 50;

export function createPlacedStores({
  ledger,
  store,
  whereabouts,
  open,
  archiveIn,
  onlyBatch,
}: PlacedStoresParts): PlacedStores {
  const own = { store, archive: archiveIn(store) };
  const opened = new Map<string, typeof own>();

  async function standOf(batchId: string): Promise<typeof own | undefined> {
    const place = await ledger.batchPlace(batchId);
    if (place === undefined) return onlyBatch === undefined || onlyBatch === batchId ? own : undefined;
    const decision = decidePlace(place, whereabouts);
    if (decision === "elsewhere") return undefined;
    return decision === "own" ? own : at(place.location);
  }

  function at(location: string): typeof own {
    const cached = opened.get(location);
    if (cached !== undefined) return cached;
    const other = open(location);
    const stand = { store: other, archive: archiveIn(other) };
    const [oldest] = opened;
    if (opened.size >= MOST_OPEN && oldest !== undefined) opened.delete(oldest[0]);
    opened.set(location, stand);
    return stand;
  }

  return {
    storeOf: async (batchId) => (await standOf(batchId))?.store,
    archiveOf: async (batchId) => (await standOf(batchId))?.archive,
    close: async () => void (await Promise.all([...opened.values()].map((stand) => stand.store.close()))),
  };
}
