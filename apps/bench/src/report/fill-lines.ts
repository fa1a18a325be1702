/**
 * A paragraph as lines of at most 120 characters. A word that would begin a list or a heading stays behind the one
 * before it.
 */
export function fillLines(paragraph: string): readonly string[] {
  const lines: string[] = [];
  for (const word of paragraph.match(/\S+(?: (?:[-+*#>]|\d+[.)])(?=\s))*/g) ?? []) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 120) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
