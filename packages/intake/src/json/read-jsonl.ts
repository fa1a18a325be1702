import { countCharacters } from "@hailuo-queue/contracts";
import { jsonFaultOffset } from "../json-fault.ts";
import { createJsonScan } from "../json-scan.ts";
import type { RawItem } from "../raw-item.ts";
import type { InputLine } from "../split-lines.ts";
import { entryOf } from "./entry-of.ts";

/** One JSON object or text a line; blank lines are skipped. */
export async function* readJsonl(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, bytes, fault } of lines) {
    if (fault !== undefined) yield { line: number, bytes, fault, original: { text } };
    else if (text.trim() !== "") yield { line: number, bytes, ...parseJsonEntry(text) };
  }
}

/** What one JSON text says, looked through before it is parsed. */
export function parseJsonEntry(
  text: string,
): Pick<RawItem, "original"> & ({ readonly value: unknown; readonly isText?: true } | { readonly fault: string }) {
  const original = { text };
  const fault = createJsonScan().push(Buffer.from(text));
  if (fault !== undefined) return { fault: fault.message, original };
  try {
    const value = JSON.parse(text) as unknown;
    return { value: entryOf(value), original, ...(typeof value === "string" ? { isText: true } : {}) };
  } catch {
    return { fault: `is not JSON: ${describe(text)}`, original };
  }
}

function describe(text: string): string {
  const offset = jsonFaultOffset(text) ?? 0;
  if (offset >= text.trimEnd().length) return "it ends too early; one whole object per line is needed";
  // Columns count characters from 1, as editors do.
  return (
    `unexpected ${JSON.stringify(characterAt(text, offset))} at column ` +
    `${countCharacters(text.slice(0, offset)) + 1}`
  );
}

function characterAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0);
}
