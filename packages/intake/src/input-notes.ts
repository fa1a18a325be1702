import { SNIFF_LIMITS } from "@hailuo-queue/contracts";
import type { TextEncoding } from "./content/decide-encoding.ts";
import type { ListMarks } from "./list-marks.ts";
import type { InputFormat } from "./input-format.ts";

/** A column of a table, and the field that it fills. */
export interface NotedColumn {
  /** As the header has it. */
  readonly name: string;
  /** What it is read as. */
  readonly field: string;
}

/** How an input was understood, to be told before anything is bought. Complete once all of it was read. */
export interface InputNotes {
  format?: InputFormat;
  isGzip: boolean;
  encoding: TextEncoding;
  /** Of a table in text; "" for one column. */
  separator?: string;
  sheet?: string;
  sheets: readonly string[];
  columns: readonly NotedColumn[];
  /** Where the header stands, when rows stand above it. */
  headerRow?: number;
  /** The model of entries that name none, where the reader chose it. */
  defaultModel?: string;
  /** Columns and keys that mean nothing here; the first of them. */
  readonly leftOut: ReadonlySet<string>;
  /** What stands before each line of a text, and is no part of its prompt. */
  listMarks?: ListMarks;
  /** Zero bytes behind the end of a text, as some programs pad files. */
  paddingBytes: number;
  /** Rows that repeat the header. */
  repeatedHeaders: number;
  leaveOut(name: string): void;
}

/** Makes empty notes, which `readItems` fills while it reads. */
export function createInputNotes(): InputNotes {
  const leftOut = new Set<string>();
  return {
    isGzip: false,
    encoding: "utf-8",
    sheets: [],
    columns: [],
    leftOut,
    paddingBytes: 0,
    repeatedHeaders: 0,
    leaveOut: (name) => void (leftOut.size < SNIFF_LIMITS.namesTold && leftOut.add(name)),
  };
}
