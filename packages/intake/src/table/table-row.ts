import type { CsvRow } from "./csv-row.ts";

/** A row of a table in text or in a workbook. */
export interface TableRow {
  readonly line: number;
  /** As a spreadsheet counts it. */
  readonly row: number;
  readonly bytes: number;
  /** Its text, where cells could not be told apart. */
  readonly text?: string;
  readonly cells?: CsvRow;
  readonly fault?: string;
  /** It stands behind a row of this line that has no end: whether it is one shows in the number of its cells. */
  readonly behind?: number;
}

/** What the rows' reader learns from whoever reads the header. */
export interface TableShape {
  /** Cells of the header. */
  columns?: number;
}
