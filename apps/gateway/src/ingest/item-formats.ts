import type { InputFormat } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";

const FORMATS: Readonly<Record<string, InputFormat>> = {
  "application/x-ndjson": "jsonl",
  "application/jsonl": "jsonl",
  "text/csv": "csv",
  "text/plain": "text",
};

/** Content types in which items are sent. */
export const itemFormats: readonly string[] = Object.keys(FORMATS);

/** Throws Problem (415 `content_type`). */
export function readItemFormat(contentType = ""): InputFormat {
  const format = FORMATS[contentType.split(";")[0]?.trim().toLowerCase() ?? ""];
  if (format === undefined) throw new Problem(415, "content_type", { detail: `Items are sent as ${itemFormats.join(", ")}.` });
  return format;
}
