import { createHash } from "node:crypto";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Stand } from "../stand/stand.ts";

/** The stored bytes are those that the provider sends for this very task, and record and sidecar say so. */
export async function isWhole(stand: Stand, { id, taskId = "", objectKey, video }: GenerationRecord): Promise<boolean> {
  const bytes = await stand.readObject(objectKey);
  const sidecar = await stand.readObject(objectKey.replace(/\.mp4$/, ".json"));
  if (bytes === undefined || sidecar === undefined || video === undefined) return false;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const told = JSON.parse(sidecar.toString("utf8")) as Readonly<Record<string, unknown>>;
  return (
    sha256 === (await stand.books.digest(taskId)) &&
    video.sha256 === sha256 &&
    video.bytes === bytes.length &&
    told["id"] === id &&
    told["task_id"] === taskId &&
    told["sha256"] === sha256
  );
}
