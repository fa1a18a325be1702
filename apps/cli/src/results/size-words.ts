import type { GenerationRequest } from "@hailuo-queue/contracts";

/** Model, resolution and length, as far as the model lets one choose them. */
export function sizeWords({ model, resolution, duration }: GenerationRequest, separator: string): string {
  return [model, resolution, duration === undefined ? undefined : `${duration} s`]
    .filter((word) => word !== undefined)
    .join(separator);
}
