import type { RefusalEffect, RefusalNote } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

/** Keeps what a look through the provider's list found for a create whose answer was lost, while it still waits. */
export const noteLookupScript = defineStoreScript<null, void>({
  name: "hailuoNoteLookup",
  file: "accounts/note-lookup",
  parse: () => undefined,
});

/** What the provider's refusal of a create means for its account. */
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

/** What the provider makes of an account's callback URL, for every process that creates. */
export const noteCallbackScript = defineStoreScript<null, void>({
  name: "hailuoNoteCallback",
  file: "accounts/note-callback",
  parse: () => undefined,
});

/**
 * Takes back the slots of an account whose lease has ended: nobody renewed them until long after their task's
 * deadline.
 */
export const reclaimSlotsScript = defineStoreScript<string[], readonly string[]>({
  name: "hailuoReclaimSlots",
  file: "accounts/reclaim-slots",
  parse: (ids) => ids,
});

/**
 * Lets one call leave if every window of its type has room for it, and names it a time of its own to ask again
 * where they have not: those who wait come one after the other, and whoever comes new does not overtake them.
 */
export const takeCallScript = defineStoreScript<number, number | undefined>({
  name: "hailuoTakeCall",
  file: "accounts/take-call",
  parse: (waitMs) => (Number(waitMs) <= 0 ? undefined : Number(waitMs)),
});

/** A call was answered: it arrived at the latest now, so it counts for one window from now. */
export const answeredCallScript = defineStoreScript<null, void>({
  name: "hailuoAnsweredCall",
  file: "accounts/answered-call",
  parse: () => undefined,
});
