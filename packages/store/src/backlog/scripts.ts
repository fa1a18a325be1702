import type { BacklogPosition } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";
import { pairs } from "../pairs.ts";

/** What an admission granted, and why no more. */
export interface AdmitReply {
  readonly nextInMs: number | undefined;
  readonly backlogEmpty: boolean;
  readonly granted: readonly { readonly member: string; readonly run: number; readonly account: string }[];
}

/**
 * Takes generations out of the backlog, each together with its turn, its slot and its permit in every create
 * window of an account that is healthy and serves its model: all of it or nothing.
 */
export const admitScript = defineStoreScript<(string | number)[], AdmitReply>({
  name: "hailuoAdmit",
  file: "backlog/admit",
  parse: ([nextInMs, ...rest]) => {
    const granted: { member: string; run: number; account: string }[] = [];
    for (let at = 0; at < rest.length; at += 3) {
      granted.push({ member: String(rest[at]), run: Number(rest[at + 1]), account: String(rest[at + 2]) });
    }
    const told = Number(nextInMs);
    return { nextInMs: told < 0 ? undefined : told, backlogEmpty: told === -2, granted };
  },
});

/** Pauses, resumes or re-ranks a batch or a tenant in one step with the backlog's indexes, and wakes a dispatcher. */
export const changeBacklogScript = defineStoreScript<number, number>({
  name: "hailuoChangeBacklog",
  file: "backlog/change-backlog",
  parse: Number,
});

/**
 * [weight of the tenant, weight of all tenants that wait in the class, stopped by, own model, older ones of it, other
 * model, older ones of it, …].
 */
export const backlogPositionScript = defineStoreScript<
  [string, string, string, string, string, ...string[]] | null,
  BacklogPosition | undefined
>({
  name: "hailuoBacklogPlace",
  file: "backlog/backlog-position",
  parse: (reply) => {
    if (reply === null) return undefined;
    const [weight, all, stopped, _model, ahead, ...others] = reply;
    return {
      ahead: Number(ahead),
      aheadOfOtherModels: Object.fromEntries(
        others.flatMap((model, at) => (at % 2 === 0 ? [[model, Number(others[at + 1])]] : [])),
      ),
      share: Number(weight) / Math.max(Number(all), Number(weight)),
      ...(stopped === "" ? {} : { stopped: stopped as NonNullable<BacklogPosition["stopped"]> }),
    };
  },
});

/** The HASHes of tenants, many in one call. */
export const readTenantsScript = defineStoreScript<string[][], readonly Readonly<Record<string, string>>[]>({
  name: "hailuoReadTenants",
  file: "tenants/read-tenants",
  parse: (replies) => replies.map(pairs),
});
