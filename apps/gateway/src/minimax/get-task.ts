import { type Answer, type CallOf, json } from "../http/route.ts";
import { findTask } from "./find-task.ts";
import type { byId } from "./operations.ts";
import { showDocumentedTask } from "./show-task.ts";

export async function getTask({ own, params: { id } }: CallOf<typeof byId>): Promise<Answer> {
  return json(200, showDocumentedTask(await findTask(own, id, "task"), id));
}
