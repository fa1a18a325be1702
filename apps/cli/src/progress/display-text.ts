/** East Asian wide and emoji ranges: characters that take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

// oxlint-disable-next-line no-control-regex -- colours, which take no room
const COLOR = /\u001b\[[0-9;]*m/g;

/** Columns that a text without control characters but colours takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.includes("\u001b") ? text.replaceAll(COLOR, "") : text)
    width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** Fills a text up with spaces to so many columns. */
export function padWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** Cuts a text to so many columns, with `…` where it was cut. */
export function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let fitted = "";
  let width = 1;
  for (const character of text) {
    width += WIDE.test(character) ? 2 : 1;
    if (width > columns) break;
    fitted += character;
  }
  return columns > 0 ? `${fitted}…` : "";
}

export interface WrapOptions {
  /** Before the lines that go on. */
  readonly indent: string;
  readonly columns: number;
  /**
   * Whether a word that is longer than a line is broken; false keeps paths and links whole, to be copied. Default true.
   */
  readonly breakWords?: boolean;
}

/**
 * Breaks a line between words, and between Chinese characters; what goes on stands further in. Nothing of it is left
 * out.
 */
export function wrapWords(line: string, { indent, columns, breakWords = true }: WrapOptions): readonly string[] {
  const [start = ""] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = start;
  let isEmpty = true;
  const room = Math.max(8, columns - displayWidth(indent));
  for (const word of line.trim().split(" ")) {
    const parts = unbreakable(word).flatMap((each) => (breakWords ? pieces(each, room) : [each]));
    for (const [at, part] of parts.entries()) {
      const isNext = isEmpty || (at > 0 && parts.length > 1);
      const longer = isNext ? current + part : `${current} ${part}`;
      if (displayWidth(longer) > columns && !isEmpty) {
        lines.push(current);
        current = indent + part;
      } else current = longer;
      isEmpty = false;
    }
  }
  return [...lines, current];
}

/** Where a Chinese text may be broken: at each character, but neither before what closes nor behind what opens. */
const BREAKS =
  /(?<=[\u2E80-\u2FFF\u3001\u3002\u3041-\u9FFF\uF900-\uFAFF\uFF0C\uFF1A\uFF1B\uFF01\uFF1F\uFF09\u201D])(?![\u3001\u3002\uFF0C\uFF1A\uFF1B\uFF01\uFF1F\uFF09\u201D])/u;

function unbreakable(word: string): readonly string[] {
  return /[\u2E80-\u9FFF]/.test(word) ? word.split(BREAKS).filter((part) => part !== "") : [word];
}

function pieces(word: string, columns: number): readonly string[] {
  if (displayWidth(word) <= columns) return [word];
  const found: string[] = [];
  let piece = "";
  let width = 0;
  for (const character of word) {
    const more = WIDE.test(character) ? 2 : 1;
    if (width + more > columns) {
      found.push(piece);
      [piece, width] = ["", 0];
    }
    piece += character;
    width += more;
  }
  return [...found, piece];
}

/**
 * A text of others (a provider's reason, a prompt) as one harmless line: control characters could move the cursor or
 * recolour the screen.
 */
export function asOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, " ").trim();
}

/** `12,345`, of a whole number. By hand: the first use of Intl costs several ms of a command that only reads. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `28.4 KB`, `1.2 GB`: powers of 1000, as disks and bills count. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
