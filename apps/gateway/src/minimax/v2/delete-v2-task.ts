import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { findV2Task } from "./find-v2-task.ts";
import type { remove } from "./operations.ts";
import { v2StatusOf } from "./show-v2-task.ts";

/** Cancels what waits here, for free. What is under way or over stays as it is. */
export async function deleteV2Task({ own, params: { id } }: CallOf<typeof remove>): Promise<Answer> {
  const record = await findV2Task(own, id);
  const receipt = await own.cancel(record.id, { onlyWaiting: true });
  if (receipt.result === "cancelled") return json(200, { task_id: id, action: "cancelled", status: "cancelled" });
  const status = v2StatusOf(receipt.result === "not_waiting" || receipt.result === "already_ended" ? receipt : record);
  throw new Problem(400, "not_deletable", {
    detail: `task in status ${status} cannot be cancelled or deleted${status === "running" ? "" : "; what is over is deleted here once its retention has ended"}`,
  });
}
