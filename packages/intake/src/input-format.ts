import { extname } from "node:path";

/** The formats that an input may have. `text` is one prompt a line. */
export const INPUT_FORMATS = ["jsonl", "json", "csv", "tsv", "xlsx", "ods", "text"] as const;
/** A format of {@link INPUT_FORMATS}. */
export type InputFormat = (typeof INPUT_FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, InputFormat>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".xlsx": "xlsx",
  ".xlsm": "xlsx",
  ".ods": "ods",
  ".txt": "text",
};

/** What a file's name promises; its content decides. */
export function formatByName(path: string): InputFormat | undefined {
  const plain = path.replace(/\.gz(ip)?$/i, "");
  return EXTENSIONS[extname(plain).toLowerCase()];
}
