import { byteQuotaError, InvalidInputError, unfinishedQuotaError } from "@hailuo-queue/contracts";
import type { Lack } from "./lack.ts";

/** What a limit had no room for, as its error: which limit, how much there is, and what to do. */
export function lackError(lack: Lack, batchId: string): InvalidInputError {
  const { limit, have, allowed } = lack;
  switch (limit) {
    case "maxUnfinished":
      return unfinishedQuotaError(lack);
    case "maxBytes":
      return byteQuotaError(lack);
    case "maxItems":
      return new InvalidInputError(
        "batch_full",
        `The batch "${batchId}" has ${have} items, allowed are ${allowed} in ` +
          "one batch; open another batch for the rest.",
      );
    case "maxOpen":
      return new InvalidInputError(
        "too_many_open_batches",
        `The tenant has ${have} open batches, allowed are ${allowed}; seal or cancel some of them.`,
      );
    case "maxKept":
      return new InvalidInputError(
        "too_many_batches",
        `The tenant has ${have} batches, allowed are ${allowed}; put more into one batch, ` +
          "or wait until old ones reach the end of their retention.",
      );
  }
}
