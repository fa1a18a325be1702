import { countCharacters } from "@hailuo-queue/contracts";
import { jsonFaultOffset } from "./json-fault.ts";
import { createJsonScan } from "./json-scan.ts";
import type { RawItem } from "./raw-item.ts";
import type { InputLine } from "./split-lines.ts";

/** One JSON object a line; blank lines are skipped. */
export async function* readJsonl(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, bytes, fault } of lines) {
    if (fault !== undefined) yield { line: number, bytes, fault };
    else if (text.trim() !== "") yield { line: number, bytes, ...parseLine(text) };
  }
}

function parseLine(text: string): { readonly value: unknown } | { readonly fault: string } {
  const fault = createJsonScan().push(Buffer.from(text));
  if (fault !== undefined) return { fault: fault.message };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: `is not JSON: ${describe(text)}` };
  }
}

function describe(text: string): string {
  const offset = jsonFaultOffset(text) ?? 0;
  if (offset >= text.trimEnd().length) return "it ends too early; one whole object per line is needed";
  // Columns count characters from 1, as editors do.
  return `unexpected ${JSON.stringify(characterAt(text, offset))} at column ${countCharacters(text.slice(0, offset)) + 1}`;
}

function characterAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0);
}
