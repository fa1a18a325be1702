import { countCharacters } from "@hailuo-queue/contracts";
import { jsonFaultOffset } from "./json-fault.ts";
import type { RawItem } from "./raw-item.ts";
import type { InputLine } from "./split-lines.ts";

/** One JSON object a line; blank lines are skipped. */
export async function* readJsonl(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, fault } of lines) {
    if (fault !== undefined) yield { line: number, fault };
    else if (text.trim() !== "") yield parseLine(number, text);
  }
}

function parseLine(line: number, text: string): RawItem {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    return { line, fault: `is not JSON: ${describe(text)}` };
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
