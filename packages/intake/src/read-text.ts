import type { RawItem } from "./raw-item.ts";
import type { InputLine } from "./split-lines.ts";

/** One prompt a line, taken as it stands without the blanks around it; blank lines are skipped. */
export async function* readText(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, fault } of lines) {
    if (fault !== undefined) yield { line: number, fault };
    else if (text.trim() !== "") yield { line: number, value: { prompt: text.trim() } };
  }
}
