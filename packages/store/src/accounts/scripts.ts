import type { RefusalEffect } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

export const noteLookupScript = defineStoreScript<null, void>({
  name: "hailuoNoteLookup",
  file: "accounts/note-lookup",
  parse: () => undefined,
});

export const noteRefusalScript = defineStoreScript<["paused" | "disabled" | "cap", string], RefusalEffect>({
  name: "hailuoNoteRefusal",
  file: "accounts/note-refusal",
  parse: ([type, value]) => (type === "cap" ? { type, cap: Number(value) } : { type, until: Number(value) }),
});

export const noteCallbackScript = defineStoreScript<null, void>({
  name: "hailuoNoteCallback",
  file: "accounts/note-callback",
  parse: () => undefined,
});

export const reclaimSlotsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoReclaimSlots",
  file: "accounts/reclaim-slots",
  parse: (ids) => ids,
});

export const takeCallScript = defineStoreScript<number, number | undefined>({
  name: "hailuoTakeCall",
  file: "accounts/take-call",
  parse: (waitMs) => (Number(waitMs) <= 0 ? undefined : Number(waitMs)),
});

export const answeredCallScript = defineStoreScript<null, void>({
  name: "hailuoAnsweredCall",
  file: "accounts/answered-call",
  parse: () => undefined,
});
