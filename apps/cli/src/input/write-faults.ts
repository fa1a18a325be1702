import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { CSV_MARK, csvLine, InvalidInputError, LINE_LIMITS } from "@hailuo-queue/contracts";
import {
  FAULT_COLUMNS,
  type InputFault,
  type Original,
  type ReadEntry,
  UnreadableInputError,
} from "@hailuo-queue/intake";
import { say } from "../words/say.ts";

const [FAULT, LINE, ORIGINAL] = FAULT_COLUMNS;

/**
 * Writes a table of what is wrong beside the cells that it is wrong with, one row for each bad entry, and says how many
 * there are. Its own columns mean nothing to a reader of prompts, so that the file can be mended and sent. Entries are
 * read twice: their columns come first. Nothing is written where nothing is wrong.
 * @throws InvalidInputError.
 */
export async function writeFaults(path: string, read: () => AsyncIterable<ReadEntry>): Promise<number> {
  const columns = new Set<string>();
  let count = 0;
  for await (const { cells } of badEntries(read())) {
    count += 1;
    for (const [name] of cells) if (columns.size < LINE_LIMITS.csvColumns - FAULT_COLUMNS.length) columns.add(name);
  }
  if (count === 0) return 0;
  const names = [...columns];
  try {
    const file = createWriteStream(path);
    const write = async (cells: readonly string[]): Promise<void> => {
      if (!file.write(csvLine(cells))) await once(file, "drain");
    };
    await once(file, "open");
    file.write(CSV_MARK);
    await write([FAULT, LINE, ...names, ORIGINAL]);
    for await (const { place, told, cells, text } of badEntries(read())) {
      const cellOf = new Map(cells);
      await write([told, place, ...names.map((name) => cellOf.get(name) ?? ""), text]);
    }
    file.end();
    await finished(file);
  } catch (error) {
    throw new InvalidInputError("unwritable_faults", say`--faults ${path} cannot be written: ${whyUnwritable(error)}`, {
      cause: error,
    });
  }
  return count;
}

function whyUnwritable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return say`its directory does not exist`;
  if (code === "EISDIR") return say`it is a directory; name a file`;
  return code === "EACCES" || code === "EPERM" ? say`permission denied` : message;
}

interface BadEntry {
  readonly place: string;
  readonly told: string;
  readonly cells: readonly (readonly [string, string])[];
  /** What could not be taken apart. */
  readonly text: string;
}

async function* badEntries(entries: AsyncIterable<ReadEntry>): AsyncGenerator<BadEntry> {
  try {
    for await (const { faults, line, row, original } of entries) {
      if (faults !== undefined)
        yield { place: String(row ?? line), told: faults.map(sentenceOf).join("; "), ...takeApart(original) };
    }
  } catch (error) {
    // Where reading ended is told with the faults of the whole input.
    if (!(error instanceof UnreadableInputError)) throw error;
  }
}

function sentenceOf({ field, message }: InputFault): string {
  return field === undefined ? message : `${field}: ${message}`;
}

function takeApart(original: Original | undefined): Pick<BadEntry, "cells" | "text"> {
  if (original === undefined) return { cells: [], text: "" };
  if ("cells" in original) return { cells: original.cells, text: "" };
  try {
    const value = JSON.parse(original.text) as unknown;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { cells: Object.entries(value).map(([name, one]) => [name, cellOf(one)] as const), text: "" };
    if (typeof value === "string") return { cells: [["prompt", value]], text: "" };
  } catch {
    // It is told as it stands.
  }
  return { cells: [], text: original.text };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
