import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createCsvRowReader } from "./csv-row.ts";

function write(cell: string, always: boolean): string {
  return always || /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

test("cells are read as RFC 4180 writes them, over as many lines as they have", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", " ", "雨") });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1 }), (cells) => {
      const reader = createCsvRowReader({ mostCells: Infinity });
      const lines = cells
        .map(([text, always]) => write(text, always))
        .join(",")
        .split("\n");
      const answers = lines.map((line) => reader.addLine(line));
      expect(answers.slice(0, -1)).toEqual(answers.slice(1).map(() => undefined));
      expect(answers.at(-1)).toEqual({ row: { cells: cells.map(([text]) => text), cellCount: cells.length } });
    }),
  );
});

test("of half a million cells the first are kept, and all are counted", () => {
  expect(createCsvRowReader({ mostCells: 3 }).addLine(",".repeat(500_000))).toEqual({
    row: { cells: ["", "", ""], cellCount: 500_001 },
  });
});

test.each(['a"b,c', '"a"b,c', 'x,"a" b,c'])("%s is no CSV, and the line after it is a row of its own", (line) => {
  const reader = createCsvRowReader({ mostCells: 9 });
  expect(reader.addLine(line)).toEqual({ fault: expect.stringContaining("a double quote stands within a cell") });
  expect(reader.addLine("a,b")).toEqual({ row: { cells: ["a", "b"], cellCount: 2 } });
});
