import type { BacklogPlace, RefusalEffect } from "@hailuo-queue/contracts";
import { defineScript } from "@hailuo-queue/redis";

export interface AdmitReply {
  readonly nextInMs: number | undefined;
  readonly backlogEmpty: boolean;
  readonly granted: readonly { readonly place: string; readonly run: number; readonly account: string }[];
}

export const admitScript = defineScript<(string | number)[], AdmitReply>({
  name: "hailuoAdmit",
  file: new URL("../lua/admit.lua", import.meta.url),
  parse: ([nextInMs, ...rest]) => {
    const granted: { place: string; run: number; account: string }[] = [];
    for (let at = 0; at < rest.length; at += 3) {
      granted.push({ place: String(rest[at]), run: Number(rest[at + 1]), account: String(rest[at + 2]) });
    }
    const told = Number(nextInMs);
    return { nextInMs: told < 0 ? undefined : told, backlogEmpty: told === -2, granted };
  },
});

export const noteRefusalScript = defineScript<["paused" | "disabled" | "cap", string], RefusalEffect>({
  name: "hailuoNoteRefusal",
  file: new URL("../lua/note-refusal.lua", import.meta.url),
  parse: ([type, value]) => (type === "cap" ? { type, cap: Number(value) } : { type, until: Number(value) }),
});

export const noteCallbackScript = defineScript<null, void>({
  name: "hailuoNoteCallback",
  file: new URL("../lua/note-callback.lua", import.meta.url),
  parse: () => undefined,
});

export const reclaimSlotsScript = defineScript<string[], readonly string[]>({
  name: "hailuoReclaimSlots",
  file: new URL("../lua/reclaim-slots.lua", import.meta.url),
  parse: (ids) => ids,
});

export const takeCallScript = defineScript<number, number | undefined>({
  name: "hailuoTakeCall",
  file: new URL("../lua/take-call.lua", import.meta.url),
  parse: (waitMs) => (Number(waitMs) <= 0 ? undefined : Number(waitMs)),
});

export const answeredCallScript = defineScript<null, void>({
  name: "hailuoAnsweredCall",
  file: new URL("../lua/answered-call.lua", import.meta.url),
  parse: () => undefined,
});

export const changeBacklogScript = defineScript<number, number>({
  name: "hailuoChangeBacklog",
  file: new URL("../lua/change-backlog.lua", import.meta.url),
  parse: Number,
});

/** [weight of the tenant, weight of all tenants that wait in the class, stopped by, own model, older ones of it, other model, older ones of it, …]. */
export const backlogPlaceScript = defineScript<[string, string, string, string, string, ...string[]] | null, BacklogPlace | undefined>({
  name: "hailuoBacklogPlace",
  file: new URL("../lua/backlog-place.lua", import.meta.url),
  parse: (reply) => {
    if (reply === null) return undefined;
    const [weight, all, stopped, _model, ahead, ...others] = reply;
    return {
      ahead: Number(ahead),
      aheadOfOtherModels: Object.fromEntries(others.flatMap((model, at) => (at % 2 === 0 ? [[model, Number(others[at + 1])]] : []))),
      share: Number(weight) / Math.max(Number(all), Number(weight)),
      ...(stopped === "" ? {} : { stopped: stopped as NonNullable<BacklogPlace["stopped"]> }),
    };
  },
});
