import { type GenerationRecord, type LostCreate, optional } from "@hailuo-queue/contracts";

/** What the provider's list would tell of the task of a create. */
export function lostCreateOf({ id, run, request, submittedAt = 0 }: GenerationRecord): LostCreate {
  const { model, duration, resolution, ratio } = request;
  return {
    generationId: id,
    run,
    submittedAt,
    model,
    ...optional({ duration, resolution, ratio }),
  };
}
