import { type Language, languageNamed } from "@hailuo-queue/words";

/**
 * Takes `--lang zh` or `--lang=zh` out of a command line, wherever it stands before a `--`: help and errors of the
 * command line itself are said in it, too. A language that is none of ours is left, for the command line to refuse.
 */
export function takeLanguage(words: readonly string[]): {
  readonly wished?: Language;
  readonly rest: readonly string[];
} {
  const end = words.indexOf("--");
  const at = words.findIndex((word, place) => (end === -1 || place < end) && /^--lang(?:=|$)/.test(word));
  if (at === -1) return { rest: words };
  const [, inWord] = /^--lang=(.*)$/.exec(words[at] ?? "") ?? [];
  const wished = languageNamed(inWord ?? words[at + 1] ?? "");
  if (wished === undefined) return { rest: words };
  return { wished, rest: [...words.slice(0, at), ...words.slice(at + (inWord === undefined ? 2 : 1))] };
}
