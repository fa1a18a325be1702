import type { RefusalEffect, RefusalNote } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

export const noteLookupScript = defineStoreScript<null, void>({
  name: "hailuoNoteLookup",
  file: "accounts/note-lookup",
  parse: () => undefined,
});

export const noteRefusalScript = defineStoreScript<[RefusalEffect["type"], string, number, number], RefusalNote>({
  name: "hailuoNoteRefusal",
  file: "accounts/note-refusal",
  parse: ([type, value, accepted, refused]) => ({
    effect: readEffect(type, Number(value)),
    counts: { accepted, refused },
  }),
});

function readEffect(type: RefusalEffect["type"], value: number): RefusalEffect {
  switch (type) {
    case "cap":
      return { type, cap: value };
    case "alone":
      return { type };
    case "paused":
    case "disabled":
      return { type, until: value };
  }
}

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
