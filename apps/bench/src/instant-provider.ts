import { createHash } from "node:crypto";
import type { GenerationRequest, StoredVideo, VideoArchive, VideoProvider } from "@hailuo-queue/contracts";

/**
 * The provider and the storage as values: every answer is there at once, nothing goes over HTTP. Counts what it sold.
 */
export interface InstantWorld {
  readonly provider: VideoProvider;
  readonly archive: VideoArchive;
  readonly sold: () => number;
  readonly stored: () => number;
}

/** `onCreate` hears of each create, in the order of their acceptance. */
export function createInstantWorld(onCreate?: (request: GenerationRequest) => void): InstantWorld {
  let sold = 0;
  const keys = new Set<string>();
  const provider: VideoProvider = {
    createTask: async (request) => {
      sold += 1;
      onCreate?.(request);
      return { taskId: `task-${sold}` };
    },
    getTask: async (taskId) => ({ status: "succeeded", rawStatus: "Success", fileId: `file-of-${taskId}` }),
    getFile: async (fileId) => ({ downloadUrl: `memory:${fileId}` }),
  };
  const archive: VideoArchive = {
    save: async ({ downloadUrl, objectKey }): Promise<StoredVideo> => {
      keys.add(objectKey);
      return { location: `memory:///${objectKey}`, bytes: downloadUrl.length, sha256: EMPTY_SHA256, facts: FACTS };
    },
    saveText: async (objectKey) => ({ location: `memory:///${objectKey}`, bytes: 0, sha256: EMPTY_SHA256 }),
    saveSidecar: async () => undefined,
    keepTake: async () => undefined,
    remove: async () => undefined,
  };
  return { provider, archive, sold: () => sold, stored: () => keys.size };
}

const FACTS = { picture: { widthPx: 1366, heightPx: 768, codec: "avc1.640032" }, durationMs: 5875 };
const EMPTY_SHA256 = createHash("sha256").digest("hex");
