import type { GenerationRecord, ObjectStore } from "@hailuo-queue/contracts";

export interface MissingVideos {
  /** Looks for the video of one that succeeded; waits while many are being looked for. */
  visit(record: GenerationRecord): Promise<void>;
  /** How many are gone, and the first of them. */
  found(): Promise<{ readonly count: number; readonly first: readonly GenerationRecord[] }>;
  close(): Promise<void>;
}

export interface MissingVideosOptions {
  readonly open: (target: string) => Pick<ObjectStore, "head" | "close">;
  /** Told of each that is gone. */
  readonly onMissing?: (record: GenerationRecord) => Promise<void>;
}

/** A store over a network answers each in some 20 ms. */
const AT_ONCE = 32;
const NAMED = 3;

/**
 * Finds videos that are not where they were stored.
 * @throws where a place cannot be looked into: what is not seen is not missing.
 */
export function createMissingVideos({ open, onMissing }: MissingVideosOptions): MissingVideos {
  const stores = new Map<string, Pick<ObjectStore, "head" | "close">>();
  const looking = new Set<Promise<void>>();
  const first: GenerationRecord[] = [];
  let count = 0;
  let failed: { readonly error: unknown } | undefined;

  async function look(record: GenerationRecord, location: string): Promise<void> {
    const { target, key } = splitLocation(location);
    const store = stores.get(target) ?? open(target);
    stores.set(target, store);
    if ((await store.head(key)) !== undefined) return;
    count += 1;
    if (first.length < NAMED) first.push(record);
    await onMissing?.(record);
  }

  async function visit(record: GenerationRecord): Promise<void> {
    if (record.state !== "succeeded" || record.video === undefined) return;
    const one = look(record, record.video.location)
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => looking.delete(one));
    looking.add(one);
    if (looking.size >= AT_ONCE) await Promise.race(looking);
  }

  return {
    visit,
    async found() {
      await Promise.all(looking);
      if (failed !== undefined) throw failed.error;
      return { count, first };
    },
    close: async () => void (await Promise.all([...stores.values()].map((store) => store.close()))),
  };
}

export interface CountMissing {
  readonly producer: { listBatch(batchId: string): AsyncIterable<GenerationRecord> };
  readonly batchId: string;
  readonly open: MissingVideosOptions["open"];
  readonly signal: AbortSignal;
}

/**
 * Tells of each video that an earlier run stored and that is gone, while others are made. Never throws: the end looks
 * again, and tells.
 */
export async function countMissing({ producer, batchId, open, signal }: CountMissing, tell: () => void): Promise<void> {
  const missing = createMissingVideos({ open, onMissing: async () => tell() });
  try {
    for await (const record of producer.listBatch(batchId)) {
      if (signal.aborted) return;
      await missing.visit(record);
    }
    await missing.found();
  } catch {
    // A place that cannot be looked into is told at the end.
  } finally {
    await missing.close().catch(() => undefined);
  }
}

/** The folder of an object's URI, and its name in there. */
export function splitLocation(location: string): { readonly target: string; readonly key: string } {
  const slash = location.lastIndexOf("/") + 1;
  const name = location.slice(slash);
  return { target: location.slice(0, slash), key: location.startsWith("file:") ? decodeURIComponent(name) : name };
}
