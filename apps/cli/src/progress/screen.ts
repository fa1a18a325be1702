const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const CLEAR_BELOW = "\u001b[J";
const CLEAR_TO_LINE_END = "\u001b[K";

export interface ScreenOutput {
  write(text: string): unknown;
  readonly rows?: number;
}

/** A block of lines at the bottom of a terminal that is drawn again in place. */
export interface Screen {
  draw(lines: readonly string[]): void;
  /** Takes the block away, so that a normal line can be written; the next draw puts it below. */
  erase(): void;
  /** Leaves the last block standing and gives the cursor back. */
  close(): void;
}

export function createScreen(output: ScreenOutput): Screen {
  let height = 0;
  let hidden = false;
  const home = (): string => (height === 0 ? "" : `\r\u001b[${height}A`);
  return {
    draw(lines) {
      // A block taller than the terminal could not be moved back over.
      const shown = lines.slice(0, Math.max(1, (output.rows ?? 24) - 1));
      const body = shown.map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join("");
      output.write(`${hidden ? "" : HIDE_CURSOR}${home()}${body}${CLEAR_BELOW}`);
      hidden = true;
      height = shown.length;
    },
    erase() {
      if (height > 0) output.write(`${home()}${CLEAR_BELOW}`);
      height = 0;
    },
    close() {
      if (hidden) output.write(SHOW_CURSOR);
      hidden = false;
      height = 0;
    },
  };
}
