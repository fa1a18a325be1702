import { expect, test } from "@jest/globals";
import { createScreen } from "./screen.ts";

/** What a terminal would show: understands the few moves that the screen makes. */
function createTerminal(rows = 24) {
  let lines: string[] = [""];
  let row = 0;
  let cursorShown = true;
  return {
    rows,
    write(text: string): void {
      // oxlint-disable-next-line no-control-regex -- it reads terminal codes
      for (const token of text.match(/\u001b\[[?0-9]*[A-Za-z]|\n|\r|[^\u001b\n\r]+/g) ?? []) {
        if (token === "\n") lines[(row += 1)] ??= "";
        else if (token === "\r") continue;
        else if (token === "\u001b[?25l" || token === "\u001b[?25h") cursorShown = token.endsWith("h");
        else if (token === "\u001b[J") lines = [...lines.slice(0, row), ""];
        else if (token === "\u001b[K") continue;
        else if (token.startsWith("\u001b[")) row -= Number(token.slice(2, -1));
        else lines[row] = token;
      }
    },
    shown: () => lines.slice(0, -1),
    cursorShown: () => cursorShown,
  };
}

test("a block is drawn again in place and may shrink", () => {
  const terminal = createTerminal();
  terminal.write("before\n");
  const screen = createScreen(terminal);
  screen.draw(["a", "b", "c"]);
  expect(terminal.cursorShown()).toBe(false);
  screen.draw(["d", "e"]);
  expect(terminal.shown()).toEqual(["before", "d", "e"]);
  screen.close();
  expect(terminal.cursorShown()).toBe(true);
  expect(terminal.shown()).toEqual(["before", "d", "e"]);
});

test("an erased block leaves room for a normal line", () => {
  const terminal = createTerminal();
  const screen = createScreen(terminal);
  screen.draw(["a", "b"]);
  screen.erase();
  terminal.write("note\n");
  screen.draw(["c"]);
  expect(terminal.shown()).toEqual(["note", "c"]);
});

test("a block taller than the terminal is cut, since the cursor could not go back over it", () => {
  const terminal = createTerminal(3);
  const screen = createScreen(terminal);
  screen.draw(["a", "b", "c", "d"]);
  expect(terminal.shown()).toEqual(["a", "b"]);
});
