import type { Stage } from "@hailuo-queue/contracts";

/** BullMQ refuses ids that are integers or hold a `:`. */
export function jobId(stage: Stage, job: { readonly generationId: string; readonly run: number }): string {
  return `${stage}.${job.generationId}.${job.run}`;
}
