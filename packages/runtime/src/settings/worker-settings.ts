import { integer } from "../env/setting-kinds.ts";

/** Settings of the create stage. */
export const createWorkerSettings = {
  HAILUO_CREATE_CONCURRENCY: integer({
    description:
      "Create calls at once in one process. A call with images from disk uses about five times their size in memory.",
    default: 50,
    min: 1,
    max: 1_000,
  }),
} as const;

/** Settings of the poll stage. */
export const pollWorkerSettings = {
  HAILUO_POLL_CONCURRENCY: integer({
    description: "Polls at once in one process. Waiting tasks do not count.",
    default: 200,
    min: 1,
    max: 5_000,
  }),
} as const;

/** Settings of the download stage. */
export const downloadWorkerSettings = {
  HAILUO_DOWNLOAD_CONCURRENCY: integer({
    description: "Downloads at once in one process; each uses up to about 20 MB.",
    default: 8,
    min: 1,
    max: 500,
  }),
} as const;

/** For a process that runs all three stages. */
export const workerSettings = { ...createWorkerSettings, ...pollWorkerSettings, ...downloadWorkerSettings } as const;
