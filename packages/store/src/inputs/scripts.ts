import type { QuotaLack } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

/**
 * Keeps an input whose object was put, unless its content is there already or the tenant's quota has no room for
 * it.
 */
export const keepInputScript = defineStoreScript<
  ["kept" | "existing" | "full" | "no_room", number, string?, string?, string?],
  | { readonly result: "kept" | "existing"; readonly nowMs: number }
  | { readonly result: "full" }
  | { readonly result: "no_room"; readonly lack: QuotaLack }
>({
  name: "hailuoKeepInput",
  file: "inputs/keep-input",
  parse: ([result, nowMs, have, allowed, wanted]) =>
    result === "no_room"
      ? { result, lack: { have: Number(have), allowed: Number(allowed), wanted: Number(wanted) } }
      : result === "full"
        ? { result }
        : { result, nowMs },
});

/** Notes that the object of an input was deleted, and gives its bytes back to its tenant, once. */
export const clearLitterScript = defineStoreScript<number, boolean>({
  name: "hailuoClearLitter",
  file: "inputs/clear-litter",
  parse: (cleared) => cleared === 1,
});

/** Per input its fields, or none. */
export const readInputsScript = defineStoreScript<string[][], readonly (readonly string[])[]>({
  name: "hailuoReadInputs",
  file: "inputs/read-inputs",
  parse: (replies) => replies,
});

/** Takes an input out of the books at its tenant's wish. */
export const removeInputScript = defineStoreScript<"removed" | "needed" | "unknown", "removed" | "needed" | "unknown">({
  name: "hailuoRemoveInput",
  file: "inputs/remove-input",
  parse: (result) => result,
});

/** Takes inputs out of the books that no generation has needed for long. */
export const expireInputsScript = defineStoreScript<number, number>({
  name: "hailuoExpireInputs",
  file: "inputs/expire-inputs",
  parse: Number,
});
