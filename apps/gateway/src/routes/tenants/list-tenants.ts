import { type Answer, json } from "../../http/route.ts";
import { showTenant } from "../../views/tenant.ts";
import type { PartsOf } from "../route-parts.ts";

export async function listTenants(
  _call: unknown,
  { producer, quotas }: PartsOf<"producer" | "quotas">,
): Promise<Answer> {
  const standings = await producer.backlog.tenants();
  return json(200, {
    object: "list",
    data: await Promise.all(standings.map((standing) => showTenant(standing, quotas))),
  });
}
