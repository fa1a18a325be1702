import { LINE_LIMITS } from "@hailuo-queue/contracts";
import { type ListMarks, withoutMark } from "./list-marks.ts";
import type { RawItem } from "./raw-item.ts";
import { type InputLine, tooLong } from "./split-lines.ts";

/**
 * One prompt a line, without the blanks around it, and without its number or bullet where all have one; blank lines are
 * skipped.
 */
export async function* readText(lines: AsyncIterable<InputLine>, marks?: ListMarks): AsyncGenerator<RawItem> {
  for await (const { number, text, bytes, fault } of lines) {
    const prompt = text.trim();
    const place = { line: number, bytes, original: { cells: [["prompt", prompt] as const] } };
    if (fault !== undefined) yield { ...place, fault };
    else if (bytes > LINE_LIMITS.textBytes)
      yield { ...place, fault: tooLong(number, bytes, LINE_LIMITS.textBytes).fault };
    else if (prompt !== "" && marks === undefined) yield { ...place, value: { prompt } };
    else if (prompt !== "" && marks !== undefined) {
      const bare = withoutMark(prompt, marks);
      yield bare === undefined ? { ...place, fault: unmarked(marks) } : { ...place, value: { prompt: bare } };
    }
  }
}

function unmarked(marks: ListMarks): string {
  const mark = marks === "numbers" ? "number" : "bullet";
  return (
    `has no ${mark} before it, as the lines above have: does it belong to the prompt above? Put each ` +
    "prompt on one line (if each line is a prompt as it stands, say --format text)"
  );
}
