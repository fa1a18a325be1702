import { type GenerationRecord, type ObjectStore, takeKey } from "@hailuo-queue/contracts";
import { sidecarKey } from "@hailuo-queue/storage";
import { Problem } from "../http/problem.ts";

/**
 * Deletes the videos of a generation that has ended, with those of its earlier takes and what stands beside them.
 * Before the record, so that a call that breaks off can be made again.
 * @throws a Problem (409) where one is stored elsewhere.
 */
export async function deleteFiles(
  store: ObjectStore,
  { objectKey, video, takes = [] }: GenerationRecord,
): Promise<void> {
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
