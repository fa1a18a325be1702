import { LINE_LIMITS, WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import type { TableRow } from "../table/table-row.ts";
import type { Archive } from "./open-archive.ts";
import { pickSheet, requireSheetName } from "./pick-sheet.ts";
import type { OpenedSheet } from "./read-xlsx.ts";
import { readAllXml, readXml } from "./read-xml.ts";
import { createRowCells } from "./row-cells.ts";

const CONTENT = "content.xml";

/**
 * A sheet of an OpenDocument spreadsheet.
 * @throws UnreadableInputError.
 */
export async function openOds(archive: Archive, wanted: string | undefined): Promise<OpenedSheet> {
  const sheets: { readonly name: string; readonly isHidden: boolean; readonly place: number }[] = [];
  await readAllXml(archive.read(CONTENT), {
    open(tag, attributes) {
      if (tag === "table" && sheets.length < WORKBOOK_LIMITS.maxSheets)
        sheets.push({ name: requireSheetName(attributes["table:name"] ?? ""), isHidden: false, place: sheets.length });
    },
  });
  const sheet = pickSheet(sheets, wanted);
  return {
    name: sheet.name,
    sheets: sheets.map(({ name }) => name),
    rows: sheetRows(archive.read(CONTENT), sheet.place),
  };
}

async function* sheetRows(source: AsyncIterable<Uint8Array>, index: number): AsyncGenerator<TableRow> {
  const ready: { readonly row: TableRow; readonly repeats: number }[] = [];
  const cells = createRowCells();
  let table = -1;
  let row = 1;
  let rowRepeats = 1;
  let column = 0;
  let cellRepeats = 1;
  let isCell = false;
  let noteDepth = 0;
  let paragraphs = 0;
  let text = "";
  let value: string | undefined;
  let bytes = 0;
  const isHere = (): boolean => table === index;
  const add = (piece: string): void => void (text.length < WORKBOOK_LIMITS.maxCellCharacters && (text += piece));
  const listener = {
    open(tag: string, attributes: Readonly<Record<string, string>>) {
      if (tag === "table") table += 1;
      if (!isHere()) return;
      if (tag === "annotation") noteDepth += 1;
      if (tag === "table-row") {
        rowRepeats = countOf(attributes["table:number-rows-repeated"], WORKBOOK_LIMITS.maxRepeats * 2);
        column = 0;
      } else if (tag === "table-cell" || tag === "covered-table-cell") {
        isCell = true;
        cellRepeats = countOf(attributes["table:number-columns-repeated"], 20_000);
        [text, paragraphs] = ["", 0];
        value = valueOf(attributes);
      } else if (!isCell || noteDepth > 0) return;
      else if (tag === "p") {
        if (paragraphs > 0) add("\n");
        paragraphs += 1;
      } else if (tag === "s") add(" ".repeat(countOf(attributes["text:c"], 1000)));
      else if (tag === "tab") add("\t");
      else if (tag === "line-break") add("\n");
    },
    text(piece: string) {
      if (isHere() && isCell && noteDepth === 0 && paragraphs > 0) add(piece);
    },
    close(tag: string) {
      if (!isHere()) return;
      if (tag === "annotation") noteDepth -= 1;
      if (tag === "table-cell" || tag === "covered-table-cell") {
        const content = value ?? text;
        for (let repeat = 0; repeat < Math.min(cellRepeats, LINE_LIMITS.csvColumns + 1); repeat += 1)
          cells.set(column + repeat, content);
        bytes += content.length;
        column += cellRepeats;
        isCell = false;
      } else if (tag === "table-row") {
        ready.push({ row: { line: row, row, bytes, cells: cells.take() }, repeats: rowRepeats });
        row += rowRepeats;
        bytes = 0;
      }
    },
  };
  for await (const _piece of readXml(source, listener)) for (const one of ready.splice(0)) yield* repeated(one);
}

/** A sheet's empty rows stand there as one with their number, up to its last row of a million. */
function* repeated({ row, repeats }: { readonly row: TableRow; readonly repeats: number }): Generator<TableRow> {
  const count = row.cells?.cellCount === 0 ? 1 : Math.min(repeats, WORKBOOK_LIMITS.maxRepeats);
  for (let at = 0; at < count; at += 1) yield at === 0 ? row : { ...row, line: row.line + at, row: row.row + at };
}

/** Numbers and truths as they are kept, whatever they look like. */
function valueOf(attributes: Readonly<Record<string, string>>): string | undefined {
  const type = attributes["office:value-type"];
  if (type === "float") return attributes["office:value"];
  if (type === "boolean") return attributes["office:boolean-value"] === "true" ? "TRUE" : "FALSE";
  return undefined;
}

function countOf(text: string | undefined, most: number): number {
  const count = Number(text ?? 1);
  return Number.isSafeInteger(count) && count >= 1 ? Math.min(count, most) : 1;
}
