import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { notFound } from "../http/problem.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findTask } from "./find-task.ts";

/** The caller's video, by its file's number; a file has the number of its task. */
export interface FoundFile {
  /** Signed, and good for an hour. */
  readonly url: string;
  /** Of its generation. */
  readonly record: GenerationRecord;
  readonly bytes: number;
  /** In seconds. */
  readonly createdAt: number;
}

/** @throws Problem (404). */
export async function findFile(
  { own, headers }: { readonly own: TenantProducer; readonly headers: { readonly host?: string | undefined } },
  name: string,
  links: PartsOf<"links">["links"],
): Promise<FoundFile> {
  const record = await findTask(own, name, "file");
  const link = await links.linkTo(record, headers.host);
  if (link === undefined) throw notFound("file");
  const createdAt = Math.floor((record.endedAt ?? record.updatedAt) / 1000);
  return { url: link.url, record, bytes: record.video?.bytes ?? 0, createdAt };
}
