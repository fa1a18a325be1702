import type { StageHandler } from "@hailuo-queue/contracts";
import { createCreateHandler } from "./create/handle-create.ts";
import { createDownloadHandler } from "./download/handle-download.ts";
import type { CreateParts, DownloadParts, PollParts } from "./parts.ts";
import { createPollHandler } from "./poll/handle-poll.ts";

/**
 * The chain, on one page.
 *
 *     producer.submit   record (queued) + position in the backlog, wake
 *     dispatcher        admission: turn + slot + window                      -> create job
 *     create            creating (the intent) -> POST -> generating (task)   -> poll job
 *     poll              GET status -> snooze | failed | downloading          -> download job
 *                       the task's end frees its slot in the same step
 *     download          GET file -> stream -> storage -> sidecar -> succeeded
 *
 * Every stage keeps one rule: effect -> transition -> next stage's job, with an id made from the generation and its run
 * -> own job done. Doing it twice equals doing it once: a stage that finds the record further on only hands on the job
 * that a crash may have left out. The one effect that cannot be done twice, the POST, is done once and never again:
 * a create job that finds its own intent in the record parks the generation as submission_unknown.
 */
export const createPipeline = {
  create: (parts: CreateParts): StageHandler => createCreateHandler(parts),
  poll: (parts: PollParts): StageHandler => createPollHandler(parts),
  download: (parts: DownloadParts): StageHandler => createDownloadHandler(parts),
} as const;

/** The stages, each as the function that makes its handler from its parts. */
export type Pipeline = typeof createPipeline;
