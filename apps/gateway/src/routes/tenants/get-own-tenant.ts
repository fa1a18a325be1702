import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showTenant } from "../../views/tenant.ts";
import type { PartsOf } from "../route-parts.ts";
import type { own } from "./operations.ts";

export async function getOwnTenant(
  { key }: CallOf<typeof own>,
  { producer, quotas }: PartsOf<"producer" | "quotas">,
): Promise<Answer> {
  return json(200, await showTenant(await producer.backlog.tenant(key.tenant), quotas));
}
