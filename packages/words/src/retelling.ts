import { type Catalogue, fill } from "./fill.ts";

/** Tells an English sentence in another language; what it does not know, it returns as it is. */
export type Retelling = (text: string) => string;

interface Pattern {
  /** What stands before, between and behind the values; one more than there are values. */
  readonly parts: readonly string[];
  readonly told: string;
  /** How many characters of the English are fixed: the longest is tried first. */
  readonly fixed: number;
  readonly names: readonly string[];
  /** Names of the values that are told even where they are a single word. */
  readonly words: ReadonlySet<string>;
}

/** A value within a sentence may be a sentence, and so on: no deeper than this. */
const DEEPEST = 4;
/** Between sentences, lines and clauses. */
const SEPARATOR = /(\n\s*|; |(?<=[.!?]) (?=[A-Z0-9`]))/;
const BREAK = /[.!?] [A-Z0-9`]/;
const MOST_PIECES = 12;
/** A text of others is not searched. */
const LONGEST = 4000;

/**
 * For sentences that another package made in English, since logs and machines read them too: an error, a diagnosis. Each
 * is recognized by its fixed words, and its values are retold in the same way. Texts of several sentences are retold
 * sentence by sentence.
 */
export function createRetelling(catalogue: Catalogue): Retelling {
  const whole = new Map<string, string>();
  const patterns: Pattern[] = [];
  for (const [english, told] of Object.entries(catalogue)) {
    if (/\{\w+\}/.test(english)) patterns.push(patternOf(english, told));
    else whole.set(english, told);
  }
  patterns.sort((one, other) => other.fixed - one.fixed);

  return (text) => {
    if (text.length > LONGEST) return text;
    const told = retold(text, 0, "one sentence");
    if (told !== undefined) return told;
    const inPieces = pieceByPiece(text, 0);
    return inPieces === text ? (retold(text, 0, "any text") ?? text) : inPieces;
  };

  /** A value is at most one sentence, so that a sentence does not take the next one for its own end. */
  function retold(text: string, depth: number, value: "one sentence" | "any text"): string | undefined {
    const told = whole.get(text);
    if (told !== undefined || depth === DEEPEST) return told;
    for (const { parts, names, words, told: sentence } of patterns) {
      const found = valuesIn(text, parts);
      if (found === undefined || (value === "one sentence" && found.some((each) => BREAK.test(each)))) continue;
      const values = found.map((each, at): [string, string] => {
        const name = names[at] ?? "";
        return [name, words.has(name) || /\s/.test(each.trim()) ? within(each, depth + 1) : each];
      });
      return fill(sentence, Object.fromEntries(values));
    }
    return undefined;
  }

  function within(value: string, depth: number): string {
    return retold(value, depth, "one sentence") ?? (SEPARATOR.test(value) ? pieceByPiece(value, depth) : value);
  }

  /** Of several sentences, lines or clauses, the longest runs that are known; the others stay. */
  function pieceByPiece(text: string, depth: number): string {
    const parts = text.split(SEPARATOR);
    if (parts.length === 1 || parts.length > 2 * MOST_PIECES) return text;
    let told = "";
    for (let first = 0; first < parts.length; first += 2) {
      const { piece, last, isKnown } = longestRun(parts, first, depth);
      const between = first === 0 ? "" : (parts[first - 1] ?? "");
      told = between === " " ? joined(told, piece) : told + (between === "; " && isKnown ? "\uff1b" : between) + piece;
      first = last;
    }
    return told;
  }

  function longestRun(
    parts: readonly string[],
    first: number,
    depth: number,
  ): { readonly piece: string; readonly last: number; readonly isKnown: boolean } {
    for (let last = parts.length - 1; last >= first; last -= 2) {
      const run = parts.slice(first, last + 1).join("");
      const piece = retold(run, depth + 1, "one sentence");
      if (piece !== undefined) return { piece, last, isKnown: true };
      // Some are known with the semicolon before them, as what another sentence ends with.
      const end = parts[first - 1] === "; " ? retold(`; ${run}`, depth + 1, "one sentence") : undefined;
      if (end?.startsWith("\uff1b") === true) return { piece: end.slice(1), last, isKnown: true };
    }
    return { piece: parts[first] ?? "", last: first, isKnown: false };
  }
}

/** Two sentences after each other: Chinese ones need no space between them. */
export function joined(first: string, second: string): string {
  if (first === "" || second === "") return first + second;
  return /[\u3000-\u303f\uff00-\uffef]$/u.test(first) ? first + second : `${first} ${second}`;
}

function patternOf(english: string, told: string): Pattern {
  const pieces = english.split(/\{(\w+)\}/);
  const parts = pieces.filter((_piece, at) => at % 2 === 0);
  return {
    parts,
    told,
    fixed: parts.join("").length,
    names: pieces.filter((_piece, at) => at % 2 === 1),
    words: new Set([...told.matchAll(/\{~(\w+)\}/g)].map(([, name = ""]) => name)),
  };
}

/**
 * The shortest values, from the left, between these parts; undefined where the text is another one. Each part is looked
 * for once: a regular expression would try all places of all parts with each other, for minutes where the text is made
 * for it.
 */
function valuesIn(text: string, parts: readonly string[]): string[] | undefined {
  const [first = "", ...others] = parts;
  const last = others.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const end = text.length - last.length;
  const values: string[] = [];
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at === -1) return undefined;
    values.push(text.slice(from, at));
    from = at + part.length;
  }
  return from > end ? undefined : [...values, text.slice(from, end)];
}
