import { jsonFaultOffset } from "./json-fault.ts";
import type { InputFormat } from "./input-format.ts";
import { type ListMarks, listMarksOf } from "./list-marks.ts";
import { isMarkdownTable, otherText } from "./content/other-texts.ts";
import { headlessTable } from "./table/headless-table.ts";
import { findTable, type FoundTable } from "./table/separators.ts";

export interface Sample {
  /** The beginning of the text, without a byte order mark. */
  readonly text: string;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  /** What the file's name or the content type promises. */
  readonly hint?: InputFormat;
}

/** The format of an input, or why it has none that is read. */
export type DecidedFormat =
  | { readonly format: "jsonl" | "json" }
  | { readonly format: "text"; readonly marks?: ListMarks }
  | { readonly format: "csv"; readonly table: FoundTable }
  | { readonly fault: string };

/** A line that was cut says nothing. */
const MOST_LINES = 100;

/**
 * What a text is, by its content. Only what looks like nothing else is taken as lines of prompts: each line of those is
 * bought. A fault is the end of a sentence that begins with the input's name.
 */
export function decideFormat({ text, isWhole, hint }: Sample): DecidedFormat {
  const all = text.split("\n");
  const lines = (isWhole || all.length === 1 ? all : all.slice(0, -1))
    .map((line) => line.replace(/\r$/, ""))
    .slice(0, MOST_LINES);
  const filled = lines.filter((line) => line.trim() !== "");
  const first = filled[0]?.trim() ?? "";
  if (first === "") return { format: "text" };
  const json = decideJson(text.trimStart(), filled, { isWhole, hint });
  if (json !== undefined) return { format: json };
  const table = isMarkdownTable(filled) ? undefined : findTable(lines);
  // Cells hold all kinds of text: two names that are known outweigh what one of them looks like.
  if (table !== undefined && table.named > 1) return { format: "csv", table };
  const other = otherText(filled);
  if (other !== undefined) return { fault: other };
  if (table !== undefined) return { format: "csv", table };
  if (hint !== undefined && hint !== "text") return { fault: BROKEN_PROMISE[hint] };
  const headless = headlessTable(filled);
  if (headless !== undefined) return { fault: headless };
  const list = listMarksOf(filled);
  if (list === undefined) return { format: "text" };
  return "fault" in list ? list : { format: "text", marks: list.marks };
}

const NO_HEADER =
  "is a table without a header that names its columns: write names such as prompt, model and " +
  "duration above them (or, if each line is a prompt, say --format text)";
const NO_JSON =
  "is named as JSON but does not start as JSON; correct it, or, if each line is a prompt, say --format text";
const NO_WORKBOOK = "is named as a workbook but is text; name it .csv or .txt, or save it again as a workbook";
const BROKEN_PROMISE: Readonly<Record<Exclude<InputFormat, "text">, string>> = {
  jsonl: NO_JSON,
  json: NO_JSON,
  csv: NO_HEADER,
  tsv: NO_HEADER,
  xlsx: NO_WORKBOOK,
  ods: NO_WORKBOOK,
};

const LIST_KEY =
  /"(?:prompts|items|requests|generations|videos|data|rows|records|entries|jobs|tasks|shots|scenes)"\s*:\s*\[/;

/** Prompts may begin with a bracket, as camera moves do (`[Pan left] A kite`): what follows it tells. */
function decideJson(
  text: string,
  filled: readonly string[],
  { isWhole, hint }: Pick<Sample, "isWhole"> & { readonly hint: InputFormat | undefined },
): "json" | "jsonl" | undefined {
  const first = filled[0]?.trim() ?? "";
  if (/^\{\s*(?:"|\}|$)/.test(first)) return isListDocument(text, filled, isWhole) ? "json" : "jsonl";
  if (/^\[\s*(?:[{"[\]]|$)/.test(first) || (first.startsWith("[") && jsonFaultOffset(first) === undefined))
    return "json";
  if (first.startsWith("{") && filled.some((line) => /^\{\s*"/.test(line.trim()))) return "jsonl";
  if (hint === "csv" || hint === "tsv") return undefined;
  const isText = (line: string): boolean => /^".*"$/.test(line.trim()) && jsonFaultOffset(line) === undefined;
  return filled.every(isText) ? "jsonl" : undefined;
}

/** One object over many lines, or one that holds the list. */
function isListDocument(text: string, filled: readonly string[], isWhole: boolean): boolean {
  const begun = filled.filter((line) => line.trimStart().startsWith("{")).length;
  const ended = filled.filter((line) => /^\s*\{.*\},?\s*$/.test(line)).length;
  if (filled.length > 1)
    return (
      ended === 0 && (begun < filled.length || !isWhole) && filled.slice(1).some((line) => /^\s*["\]}]/.test(line))
    );
  return LIST_KEY.test(text.slice(0, text.search(/\n|$/) + 1)) && !/^\{\s*"(?:custom_id|method|body)"/.test(text);
}
