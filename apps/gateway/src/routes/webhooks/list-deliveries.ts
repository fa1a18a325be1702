import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showDelivery } from "../../views/delivery.ts";
import type { PartsOf } from "../route-parts.ts";
import type { deliveries } from "./operations.ts";

export async function listDeliveries(
  { key, query: { limit, state } }: CallOf<typeof deliveries>,
  { webhooks }: PartsOf<"webhooks">,
): Promise<Answer> {
  const page = await webhooks.deliveries(key.tenant, { limit, ...optional({ state }) });
  return json(200, { object: "list", data: page.map(showDelivery) });
}
