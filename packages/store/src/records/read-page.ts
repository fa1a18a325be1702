import { type GenerationRecord, PAGE_LIMITS } from "@hailuo-queue/contracts";
import type { IdPage } from "./list-records.ts";

/** As many as go to Redis in one call, and few enough that what comes beyond the page's bytes is little. */
const READ_TOGETHER = 50;

export interface ReadPage {
  readonly records: readonly GenerationRecord[];
  readonly nextCursor?: string;
  readonly isCut?: true;
}

/** Reads a page's records step by step, and ends it where they are large. */
export async function readPage(
  { ids, nextCursor, cursorAfter }: IdPage,
  getMany: (ids: readonly string[]) => Promise<readonly (GenerationRecord | undefined)[]>,
): Promise<ReadPage> {
  const records: GenerationRecord[] = [];
  let bytes = 0;
  for (let at = 0; at < ids.length; at += READ_TOGETHER) {
    if (cursorAfter !== undefined && bytes >= PAGE_LIMITS.maxBytes)
      return { records, nextCursor: cursorAfter(at), isCut: true };
    for (const record of await getMany(ids.slice(at, at + READ_TOGETHER))) {
      if (record === undefined) continue;
      records.push(record);
      bytes += bytesOf(record.request);
    }
  }
  return nextCursor === undefined ? { records } : { records, nextCursor };
}

/** In bytes, of all its texts. */
function bytesOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return 0;
  let sum = 0;
  for (const part of Object.values(value)) sum += bytesOf(part);
  return sum;
}
