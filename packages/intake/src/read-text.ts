import { LINE_LIMITS } from "@hailuo-queue/contracts";
import type { RawItem } from "./raw-item.ts";
import { type InputLine, tooLong } from "./split-lines.ts";

/** One prompt a line, taken as it stands without the blanks around it; blank lines are skipped. */
export async function* readText(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  for await (const { number, text, bytes, fault } of lines) {
    const prompt = text.trim();
    const place = { line: number, bytes, original: { cells: [["prompt", prompt] as const] } };
    if (fault !== undefined) yield { ...place, fault };
    else if (bytes > LINE_LIMITS.textBytes) yield { ...place, fault: tooLong(number, bytes, LINE_LIMITS.textBytes).fault };
    else if (prompt !== "") yield { ...place, value: { prompt } };
  }
}
