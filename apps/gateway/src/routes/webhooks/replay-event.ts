import { notFound } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showDelivery } from "../../views/delivery.ts";
import type { PartsOf } from "../route-parts.ts";
import type { replay } from "./operations.ts";

export async function replayEvent(
  { key, body, tell }: CallOf<typeof replay>,
  { webhooks }: PartsOf<"webhooks">,
): Promise<Answer> {
  tell({ about: { event: body.event_id } });
  const delivery = await webhooks.replay(key.tenant, body.event_id);
  if (delivery === undefined) throw notFound("event");
  return json(202, showDelivery(delivery));
}
