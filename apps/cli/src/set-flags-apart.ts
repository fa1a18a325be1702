import { OWN_SPEED } from "./option-values.ts";

/**
 * Words of the command line with `--simulate` set apart from what follows it: its value may be left out, and the word
 * behind it is then the file (`run --simulate prompts.txt`). Only a number is a value, and no number is one where a
 * file would be missing.
 */
export function setFlagsApart(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  const flag = words.findIndex((word, at) => word === "--simulate" && (end === -1 || at < end));
  if (flag === -1) return words;
  const next = words[flag + 1];
  if (next !== undefined && isNumber(next) && !isOnlyFile(words, flag + 1)) return words;
  return [...words.slice(0, flag), `--simulate=${OWN_SPEED}`, ...words.slice(flag + 1)];
}

function isNumber(word: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e\d+)?$/i.test(word);
}

/** `run --simulate 25` names the file 25. */
function isOnlyFile(words: readonly string[], index: number): boolean {
  return index === words.length - 1 && words.length === 3;
}
