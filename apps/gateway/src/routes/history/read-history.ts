import { mayAct } from "@hailuo-queue/access";
import { HISTORY_SCOPES, type HistoryScope, optional } from "@hailuo-queue/contracts";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showHistory } from "../../views/history.ts";
import type { PartsOf } from "../route-parts.ts";
import type { read } from "./operations.ts";

export async function readHistory(
  { own, key, query: { since, step, ...named } }: CallOf<typeof read>,
  { producer }: PartsOf<"producer">,
): Promise<Answer> {
  const sinceMs = since === undefined ? undefined : Date.parse(since);
  const when = optional({ step, sinceMs });
  const scope = scopeOf(named);
  const isAdmin = mayAct(key.role, "admin");
  if (scope?.kind === "batch") return json(200, showHistory(await own.history({ ...when, batchId: scope.name })));
  if (scope === undefined && !isAdmin) return json(200, showHistory(await own.history(when)));
  if (!isAdmin)
    throw new Problem(403, "forbidden", {
      detail: `This needs a key of role admin; this key's role is ${key.role}. Leave out \`${scope?.kind}\` to see your own.`,
    });
  return json(200, showHistory(await producer.history({ ...when, ...optional({ scope }) })));
}

/** @throws a Problem (422) where several are named. */
function scopeOf(
  named: Readonly<Partial<Record<(typeof HISTORY_SCOPES)[number], string | undefined>>>,
): Exclude<HistoryScope, { readonly kind: "all" }> | undefined {
  const scopes = HISTORY_SCOPES.flatMap((kind) => {
    const name = named[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  if (scopes.length > 1)
    throw new Problem(422, "several_series", {
      detail: `Name one of ${scopes.map(({ kind }) => kind).join(" and ")}: a series is of one of them.`,
    });
  return scopes[0];
}
