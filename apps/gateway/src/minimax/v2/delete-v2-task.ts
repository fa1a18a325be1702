import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { deleteFiles } from "../../videos/delete-files.ts";
import { findV2Task } from "./find-v2-task.ts";
import type { remove } from "./operations.ts";
import { v2StatusOf } from "./show-v2-task.ts";

/**
 * As at MiniMax: what waits is cancelled, for free; what has succeeded or failed is deleted, here with its video. What is
 * under way or cancelled stays as it is.
 */
export async function deleteV2Task(
  { own, params: { id }, tell }: CallOf<typeof remove>,
  { store }: PartsOf<"store">,
): Promise<Answer> {
  const found = await findV2Task(own, id);
  if (found.state === "queued" && (await own.cancel(found.id, { onlyWaiting: true })).result === "cancelled")
    return told("cancelled");
  const record = await own.get(found.id);
  const status = v2StatusOf(record);
  if (status !== "succeeded" && status !== "failed")
    throw new Problem(400, "not_deletable", { detail: `task in status ${status} cannot be cancelled or deleted` });
  await deleteEnded(own, record, store);
  return told("deleted");

  function told(action: "cancelled" | "deleted"): Answer {
    tell({ details: { action } });
    return json(200, { task_id: id, action, status: action });
  }
}

async function deleteEnded(
  own: TenantProducer,
  record: GenerationRecord,
  store: PartsOf<"store">["store"],
): Promise<void> {
  await deleteFiles(store, record);
  if (await own.forget(record.id)) return;
  throw new Problem(409, "not_deletable", { detail: "task is being made again, and cannot be deleted" });
}
