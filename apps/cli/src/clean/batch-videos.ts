import type { ObjectStore } from "@hailuo-queue/contracts";
import { splitLocation } from "../results/missing-videos.ts";
import { requireBatch } from "../commands/status.ts";
import type { LookingProducer } from "../stand/with-producer.ts";

/** A stored video, and the file of facts beside it. */
export interface StoredVideo {
  readonly target: string;
  readonly keys: readonly string[];
  readonly bytes: number;
}

/**
 * Those of the named batches, by their records: of a folder only what was stored by us.
 * @throws InvalidInputError (`unknown_batch`).
 */
export async function videosOf(
  producer: Pick<LookingProducer, "batch" | "listBatch">,
  batches: readonly string[],
): Promise<readonly StoredVideo[]> {
  const found: StoredVideo[] = [];
  for (const batchId of batches) {
    await requireBatch(producer, batchId);
    for await (const { video } of producer.listBatch(batchId)) {
      if (video === undefined) continue;
      const { target, key } = splitLocation(video.location);
      found.push({ target, keys: [key, `${key.replace(/\.[^./]+$/, "")}.json`], bytes: video.bytes });
    }
  }
  return found;
}

export async function deleteVideos(
  videos: readonly StoredVideo[],
  open: (target: string) => ObjectStore,
): Promise<void> {
  const stores = new Map<string, ObjectStore>();
  try {
    for (const { target, keys } of videos) {
      const store = stores.get(target) ?? open(target);
      stores.set(target, store);
      for (const key of keys) await store.delete(key);
    }
  } finally {
    await Promise.all([...stores.values()].map((store) => store.close()));
  }
}
