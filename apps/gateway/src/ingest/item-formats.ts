import { optional } from "@hailuo-queue/contracts";
import type { InputFormat, TextEncoding } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";

/** What a content type promises; the content decides. */
const FORMATS: Readonly<Record<string, InputFormat | undefined>> = {
  "application/x-ndjson": "jsonl",
  "application/jsonl": "jsonl",
  "application/json": "json",
  "text/csv": "csv",
  "text/tab-separated-values": "tsv",
  "text/plain": "text",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "application/gzip": undefined,
  "application/octet-stream": undefined,
};

/** Content types in which items are sent. */
export const itemFormats: readonly string[] = Object.keys(FORMATS);

/** Encodings of text that a content type may name. */
const CHARSETS: Readonly<Record<string, TextEncoding>> = {
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "iso-8859-1": "windows-1252",
  latin1: "windows-1252",
  "windows-1252": "windows-1252",
  gbk: "gb18030",
  gb2312: "gb18030",
  gb18030: "gb18030",
};

export const itemCharsets: readonly string[] = Object.keys(CHARSETS);

export interface ItemType {
  readonly hint?: InputFormat;
  readonly encoding?: TextEncoding;
}

/** @throws Problem (415 `content_type`). */
export function readItemType(contentType = ""): ItemType {
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  if (!Object.hasOwn(FORMATS, type))
    throw new Problem(415, "content_type", { detail: `Items are sent as ${itemFormats.join(", ")}.` });
  const hint = FORMATS[type];
  const charset =
    parameters
      .find((parameter) => parameter.startsWith("charset="))
      ?.slice("charset=".length)
      .replaceAll('"', "") ?? "";
  const encoding = CHARSETS[charset];
  return optional({ hint, encoding });
}
