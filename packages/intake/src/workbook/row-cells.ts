import { LINE_LIMITS, WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import type { CsvRow } from "../table/csv-row.ts";

const MOST_CELLS = LINE_LIMITS.csvColumns + 1;

/** Cells of one row, set by their place; a sheet leaves empty ones out. */
export interface RowCells {
  set(column: number, text: string): void;
  take(): CsvRow;
}

export function createRowCells(): RowCells {
  let cells: string[] = [];
  let cellCount = 0;
  return {
    set(column, text) {
      if (text === "") return;
      cellCount = Math.max(cellCount, column + 1);
      if (column >= MOST_CELLS) return;
      while (cells.length < column) cells.push("");
      cells[column] = text.slice(0, WORKBOOK_LIMITS.maxCellCharacters);
    },
    take() {
      const row = { cells, cellCount };
      [cells, cellCount] = [[], 0];
      return row;
    },
  };
}
