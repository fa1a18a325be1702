import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { contentOf } from "../../videos/content-of.ts";
import { findV2Task } from "./find-v2-task.ts";
import type { byId } from "./operations.ts";
import { showV2Task } from "./show-v2-task.ts";

export async function getV2Task(
  { own, params: { id }, headers }: CallOf<typeof byId>,
  parts: PartsOf<"links" | "store">,
): Promise<Answer> {
  const record = await findV2Task(own, id);
  return json(200, { task: showV2Task(record, id, await contentOf(record, headers.host, parts)) });
}
