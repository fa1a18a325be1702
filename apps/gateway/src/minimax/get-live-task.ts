import { type Answer, type CallOf, json } from "../http/route.ts";
import { findTask } from "./find-task.ts";
import type { taskLive } from "./operations.ts";
import { showLiveTask } from "./show-task.ts";

export async function getLiveTask({ own, query: { task_id: id } }: CallOf<typeof taskLive>): Promise<Answer> {
  return json(200, showLiveTask(await findTask(own, id, "task"), id));
}
