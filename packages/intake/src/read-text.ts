import { LINE_LIMITS } from "@hailuo-queue/contracts";
import type { RawItem } from "./raw-item.ts";
import { type InputLine, tooLong } from "./split-lines.ts";

/** One prompt a line, taken as it stands without the blanks around it; blank lines are skipped. */
export async function* readText(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, bytes, fault } of lines) {
    if (fault !== undefined) yield { line: number, bytes, fault };
    else if (bytes > LINE_LIMITS.textBytes) yield { line: number, bytes, fault: tooLong(number, bytes, LINE_LIMITS.textBytes).fault };
    else if (text.trim() !== "") yield { line: number, bytes, value: { prompt: text.trim() } };
  }
}
