/** What stands before each line of a list: bullets, or numbers that count up. */
export type ListMarks = "bullets" | "numbers";

const BULLET = /^\s*[-*+•‣◦▪●○–—]\s+(?=\S)/u;
const NUMBER = /^\s*\(?(\d{1,4})(?:[.)]\s+|[、．）]\s*)(?=\S)/u;

/**
 * Whether the first lines of a text are a list. All of them are, or none: where some of several are, lines between may
 * be headings or the rest of a prompt, and nobody can tell what is to be bought. Then the end of a sentence that says
 * so. A single line tells nothing.
 */
export function listMarksOf(
  lines: readonly string[],
): { readonly marks: ListMarks } | { readonly fault: string } | undefined {
  if (lines.length < 2) return undefined;
  const bulleted = lines.filter((line) => BULLET.test(line)).length;
  if (bulleted === lines.length) return { marks: "bullets" };
  const numbers = lines.map((line) => Number(NUMBER.exec(line)?.[1] ?? Number.NaN));
  const numbered = numbers.filter((number) => !Number.isNaN(number));
  const counts = isCounted(numbered);
  if (counts && numbered.length === lines.length) return { marks: "numbers" };
  if (bulleted > 1) return { fault: faultOf("bullets", lines, BULLET) };
  return counts ? { fault: faultOf("numbers", lines, NUMBER) } : undefined;
}

/** A line of such a list without its mark; undefined for one that has none. */
export function withoutMark(line: string, marks: ListMarks): string | undefined {
  const pattern = marks === "bullets" ? BULLET : NUMBER;
  return pattern.test(line) ? line.replace(pattern, "") : undefined;
}

/**
 * From 0 or 1 upwards, perhaps with gaps; or 1 before each, as Markdown allows. Dates and sizes are no such numbers.
 */
function isCounted(numbers: readonly number[]): boolean {
  const [first = Number.NaN] = numbers;
  if (numbers.length < 2 || first > 1) return false;
  return (
    numbers.every((number) => number === 1) ||
    numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0))
  );
}

function faultOf(marks: ListMarks, lines: readonly string[], pattern: RegExp): string {
  const bare = lines.find((line) => !pattern.test(line))?.trim() ?? "";
  return (
    `has ${marks} before some of its lines, and none before ${JSON.stringify(bare.slice(0, 40))}: put each prompt ` +
    "on one line with a mark, or leave all marks out; if each line is a prompt as it stands, say --format text"
  );
}
