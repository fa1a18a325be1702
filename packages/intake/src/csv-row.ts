export interface CsvRow {
  /** The first of them, at most as many as are asked for; a row may have half a million. */
  readonly cells: readonly string[];
  readonly cellCount: number;
}

export interface CsvRowReader {
  /** Whether a quoted cell goes on in the next line. */
  readonly isOpen: boolean;
  /** The row that ends with this line; undefined while it goes on; or why it is no CSV, and the next line begins a new row. */
  addLine(text: string): { readonly row: CsvRow } | { readonly fault: string } | undefined;
}

/**
 * Puts the lines of a row together and takes its cells apart (RFC 4180), in time by their length. Of csv-parse, which did this, a row with
 * another number of cells than the first costs a whole error with a copy of the row in it.
 */
export function createCsvRowReader(mostCells: number): CsvRowReader {
  let cells: string[] = [];
  let cellCount = 0;
  let cell = "";
  let isOpen = false;

  function endCell(): void {
    cellCount += 1;
    if (cells.length < mostCells) cells.push(cell);
    cell = "";
  }

  function endRow(): CsvRow {
    endCell();
    const row = { cells, cellCount };
    clear();
    return row;
  }

  function clear(): void {
    [cells, cellCount, cell, isOpen] = [[], 0, "", false];
  }

  function refuse(fault: string): { readonly fault: string } {
    clear();
    return { fault };
  }

  return {
    get isOpen() {
      return isOpen;
    },
    addLine(text) {
      for (let at = 0; ;) {
        if (!isOpen && text[at] !== '"') {
          const comma = text.indexOf(",", at);
          cell = comma === -1 ? text.slice(at) : text.slice(at, comma);
          if (cell.includes('"')) return refuse(LOOSE_QUOTE);
          if (comma === -1) return { row: endRow() };
          endCell();
          at = comma + 1;
          continue;
        }
        if (!isOpen) at += 1;
        isOpen = true;
        const quote = text.indexOf('"', at);
        if (quote === -1) {
          cell += `${text.slice(at)}\n`;
          return undefined;
        }
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] === '"') {
          cell += '"';
          at += 1;
          continue;
        }
        isOpen = false;
        if (at === text.length) return { row: endRow() };
        if (text[at] !== ",") return refuse(LOOSE_QUOTE);
        endCell();
        at += 1;
      }
    },
  };
}

const LOOSE_QUOTE = 'is not CSV: a double quote stands within a cell (put the cell in double quotes and write "" for each of its own)';
