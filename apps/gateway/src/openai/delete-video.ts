import { type GenerationRecord, isEndState } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { deleteFiles } from "../videos/delete-files.ts";
import { findVideo } from "./find-video.ts";
import type { remove } from "./operations.ts";

/** What waits is cancelled, and nothing is bought; what has ended is deleted with its files. What is under way stays. */
export async function deleteVideo(
  { own, params, tell }: CallOf<typeof remove>,
  { store }: PartsOf<"store">,
): Promise<Answer> {
  const found = await findVideo(own, params.id);
  tell({ about: { generation: found.id } });
  const record = found.state === "queued" ? await cancelWaiting(own, found) : found;
  if (!isEndState(record.state)) throw underWay(record);
  await deleteFiles(store, record);
  if (!(await own.forget(record.id))) throw underWay(record);
  return json(200, { id: record.id, object: "video.deleted", deleted: true });
}

async function cancelWaiting(own: TenantProducer, { id }: GenerationRecord): Promise<GenerationRecord> {
  // It may have left the backlog in this moment.
  await own.cancel(id, { onlyWaiting: true });
  return own.get(id);
}

function underWay({ id, state }: GenerationRecord): Problem {
  return new Problem(409, "video_in_progress", {
    detail: `The video is ${state === "cancelling" ? "being cancelled" : "under way, and may be paid for"}; it can be deleted once it has ended. POST /api/v1/generations/${id}/cancel gives it up.`,
  });
}
