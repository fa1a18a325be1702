import type { QuotaLack } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

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

export const removeInputScript = defineStoreScript<"removed" | "needed" | "unknown", "removed" | "needed" | "unknown">({
  name: "hailuoRemoveInput",
  file: "inputs/remove-input",
  parse: (result) => result,
});

export const expireInputsScript = defineStoreScript<number, number>({
  name: "hailuoExpireInputs",
  file: "inputs/expire-inputs",
  parse: Number,
});
