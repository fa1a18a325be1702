import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showEntry } from "../../views/audit-entry.ts";
import type { PartsOf } from "../route-parts.ts";
import type { read } from "./operations.ts";

export async function readAudit(
  { query: { limit, cursor, tenant, what, since } }: CallOf<typeof read>,
  { audit }: PartsOf<"audit">,
): Promise<Answer> {
  const page = await audit.read({
    limit,
    ...optional({ cursor, tenant, what }),
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
  });
  return json(200, { object: "list", data: page.items.map(showEntry), next_cursor: page.nextCursor ?? null });
}
