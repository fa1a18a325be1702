import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { csvLine, guardSpreadsheetCell, readSpreadsheetCell } from "./spreadsheet-cell.ts";

test("no cell that is written begins a formula, and each reads back as it was", () => {
  const text = fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "'", " ", "\t", "\n", "＝", "a", '"', ",", "雨"),
  });
  fc.assert(
    fc.property(text, (given) => {
      const cell = guardSpreadsheetCell(given);
      expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      expect(readSpreadsheetCell(cell)).toBe(given);
    }),
  );
});

test("ordinary texts stay as they are, and a formula within quotes is one no more", () => {
  expect(csvLine(["A cat", "6", "雨夜", "it's", 'say "hi"', "a, b"])).toBe(
    'A cat,6,雨夜,it\'s,"say ""hi""","a, b"\r\n',
  );
  expect(csvLine(['=HYPERLINK("http://x")', "-1+2", "@SUM(A1)"])).toBe(
    '"\'=HYPERLINK(""http://x"")",\'-1+2,\'@SUM(A1)\r\n',
  );
});
