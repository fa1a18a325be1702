import { extname } from "node:path";

export const INPUT_FORMATS = ["jsonl", "csv", "text"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, InputFormat>> = { ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".txt": "text" };
/** A header is short. */
const LOOKED_AT = 4096;

export function formatByName(path: string): InputFormat | undefined {
  return EXTENSIONS[extname(path).toLowerCase()];
}

/** Judges by the first line that is not blank: `{` is JSONL, a comma and a known column is CSV, all else is a prompt. */
export function sniffFormat(firstLine: string): InputFormat {
  const text = firstLine.trimStart().slice(0, LOOKED_AT);
  if (text.startsWith("{")) return "jsonl";
  const columns = text.split(",").map((column) => column.trim().replaceAll('"', "").toLowerCase());
  return columns.length > 1 && (columns.includes("prompt") || columns.includes("model")) ? "csv" : "text";
}
