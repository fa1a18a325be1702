import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { findV2Task } from "./find-v2-task.ts";
import type { byId } from "./operations.ts";
import { showV2Task } from "./show-v2-task.ts";

export async function getV2Task(
  { own, params: { id }, headers }: CallOf<typeof byId>,
  { links }: PartsOf<"links">,
): Promise<Answer> {
  const record = await findV2Task(own, id);
  const link = await links.linkTo(record, headers.host);
  return json(200, { task: showV2Task(record, id, link?.url) });
}
