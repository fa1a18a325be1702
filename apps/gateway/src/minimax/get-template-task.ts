import { TEMPLATE_MODEL } from "@hailuo-queue/contracts";
import { notFound } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findTask } from "./find-task.ts";
import type { taskLive } from "./operations.ts";
import { showTemplateTask } from "./show-task.ts";

export async function getTemplateTask(
  { own, query: { task_id: id }, headers }: CallOf<typeof taskLive>,
  { links }: PartsOf<"links">,
): Promise<Answer> {
  const record = await findTask(own, id, "task");
  if (record.request.model !== TEMPLATE_MODEL) throw notFound("task");
  const link = await links.linkTo(record, headers.host);
  return json(200, showTemplateTask(record, id, link?.url));
}
