import { type GenerationRecord, isEndState, type ObjectStore, takeKey } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { sidecarKey } from "@hailuo-queue/storage";
import { Problem } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
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

/** Before the record, so that a call that breaks off can be made again. */
async function deleteFiles(store: ObjectStore, { objectKey, video, takes = [] }: GenerationRecord): Promise<void> {
  const keys = [
    ...(video === undefined ? [] : [{ key: objectKey, location: video.location }]),
    ...takes.flatMap(({ take, video: earlier }) =>
      earlier === undefined ? [] : [{ key: takeKey(objectKey, take), location: earlier.location }],
    ),
  ];
  for (const { key, location } of keys) {
    // A batch may have a place of its own, which is not reached from here.
    if (location !== store.uri(key)) throw elsewhere();
  }
  for (const { key } of keys) {
    await store.delete(key);
    await store.delete(sidecarKey(key));
  }
}

function elsewhere(): Problem {
  return new Problem(409, "stored_elsewhere", {
    detail: "The video is stored where this gateway does not reach, and stays there.",
  });
}
