/** One row of CSV, as cells. */
export interface CsvRow {
  /** The first of them, at most as many as are asked for; a row may have half a million. */
  readonly cells: readonly string[];
  readonly cellCount: number;
}

export interface CsvRowReader {
  /** Whether a quoted cell goes on in the next line. */
  readonly isOpen: boolean;
  /**
   * The row that ends with this line; undefined while it goes on; or why it is no CSV, and the next line begins a new
   * row.
   */
  addLine(text: string): { readonly row: CsvRow } | { readonly fault: string } | undefined;
  /** Forgets a row that goes on. */
  clear(): void;
}

export interface CsvRowOptions {
  readonly mostCells: number;
  /** Between cells; "" for lines of one cell each. Default: a comma. */
  readonly separator?: string;
}

/**
 * Puts the lines of a row together and takes its cells apart (RFC 4180, with any separator; blanks around a quoted cell
 * belong to nothing), in time by their length. Of csv-parse, which did this, a row with another number of cells than
 * the first costs a whole error with a copy of the row in it.
 */
export function createCsvRowReader({ mostCells, separator = "," }: CsvRowOptions): CsvRowReader {
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

  const nextSeparator = (text: string, from: number): number => (separator === "" ? -1 : text.indexOf(separator, from));

  return {
    get isOpen() {
      return isOpen;
    },
    clear,
    addLine(text) {
      for (let at = 0; ;) {
        const quoteAt = isOpen ? at : firstMark(text, at, separator);
        if (!isOpen && text[quoteAt] !== '"') {
          const end = nextSeparator(text, at);
          cell = end === -1 ? text.slice(at) : text.slice(at, end);
          // Between tabs a quote within a text needs no quotes around it, and nothing else can be meant.
          if (separator !== "\t" && cell.includes('"')) return refuse(LOOSE_QUOTE);
          if (end === -1) return { row: endRow() };
          endCell();
          at = end + 1;
          continue;
        }
        if (!isOpen) at = quoteAt + 1;
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
        at = firstMark(text, at, separator);
        if (at === text.length) return { row: endRow() };
        if (separator === "" || text[at] !== separator) return refuse(LOOSE_QUOTE);
        endCell();
        at += 1;
      }
    },
  };
}

/** The first character from there on that is no blank. A tab between cells is a separator. */
function firstMark(text: string, from: number, separator: string): number {
  let at = from;
  while (text[at] === " " || text[at] === "\u00a0" || (text[at] === "\t" && separator !== "\t")) at += 1;
  return at;
}

const LOOSE_QUOTE =
  'is not CSV: a double quote stands within a cell (put the cell in double quotes and write "" for each of its own)';
