import { WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";
import type { TableRow } from "../table/table-row.ts";
import type { Archive, Hold } from "./open-archive.ts";
import { pickSheet, requireSheetName } from "./pick-sheet.ts";
import { readAllXml, readXml } from "./read-xml.ts";
import { createRowCells } from "./row-cells.ts";

export interface OpenedSheet {
  readonly name: string;
  /** Of the workbook. */
  readonly sheets: readonly string[];
  readonly rows: AsyncIterable<TableRow>;
}

/**
 * A sheet of an XLSX workbook (ECMA-376): values as they are kept, formulas by their last result.
 * @throws UnreadableInputError.
 */
export async function openXlsx(archive: Archive, wanted: string | undefined, hold: Hold): Promise<OpenedSheet> {
  const sheets: { readonly name: string; readonly id: string; readonly isHidden: boolean }[] = [];
  await readAllXml(archive.read("xl/workbook.xml"), {
    open(tag, attributes) {
      if (tag !== "sheet" || sheets.length >= WORKBOOK_LIMITS.maxSheets) return;
      const state = attributes["state"] ?? "visible";
      const name = requireSheetName(attributes["name"] ?? "");
      sheets.push({ name, id: requireSheetName(relationOf(attributes)), isHidden: state !== "visible" });
    },
  });
  const sheet = pickSheet(sheets, wanted);
  // That of the wanted one alone: however many there are, they are passed over.
  let target = "";
  await readAllXml(archive.read("xl/_rels/workbook.xml.rels"), {
    open(tag, attributes) {
      if (tag === "Relationship" && attributes["Id"] === sheet.id) target = attributes["Target"] ?? "";
    },
  });
  const part = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  const texts = archive.names.includes("xl/sharedStrings.xml")
    ? await readSharedTexts(archive.read("xl/sharedStrings.xml"), hold)
    : [];
  return { name: sheet.name, sheets: sheets.map(({ name }) => name), rows: sheetRows(archive.read(part), texts) };
}

/** The prefix is the writer's choice. */
function relationOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes).find(([name]) => name === "id" || name.endsWith(":id"))?.[1] ?? "";
}

/** A short text costs more than its letters: an object, and its place in the table. */
const TEXT_BYTES = 40;

async function readSharedTexts(source: AsyncIterable<Uint8Array>, hold: Hold): Promise<readonly string[]> {
  const texts: string[] = [];
  const text = createRichText();
  let bytes = 0;
  await readAllXml(source, {
    open(tag) {
      if (tag === "si") text.begin();
      text.open(tag);
    },
    text: (piece) => text.add(piece),
    close(tag) {
      text.close(tag);
      if (tag !== "si") return;
      const whole = text.end();
      bytes += whole.length * 2;
      hold(whole.length * 2 + TEXT_BYTES);
      texts.push(whole);
      if (bytes > WORKBOOK_LIMITS.maxSharedTextBytes || texts.length > WORKBOOK_LIMITS.maxSharedTexts)
        throw new UnreadableInputError("is a workbook with more text than is held at once; export the sheet as CSV");
    },
  });
  return texts;
}

/** The runs of a text, without how it is to be read aloud. */
function createRichText() {
  let text = "";
  let isText = false;
  let isPhonetic = false;
  return {
    begin: () => void (text = ""),
    open(tag: string) {
      if (tag === "rPh") isPhonetic = true;
      isText = tag === "t" && !isPhonetic;
    },
    add: (piece: string) => void (isText && text.length < WORKBOOK_LIMITS.maxCellCharacters && (text += piece)),
    close(tag: string) {
      if (tag === "rPh") isPhonetic = false;
      if (tag === "t") isText = false;
    },
    /** Excel writes control characters as `_x000D_`. */
    end: () =>
      text
        .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll("\r\n", "\n"),
  };
}

async function* sheetRows(source: AsyncIterable<Uint8Array>, texts: readonly string[]): AsyncGenerator<TableRow> {
  const ready: TableRow[] = [];
  const cells = createRowCells();
  const inline = createRichText();
  let row = 0;
  let column = -1;
  let bytes = 0;
  let type = "n";
  let value = "";
  let isValue = false;
  const listener = {
    open(tag: string, attributes: Readonly<Record<string, string>>) {
      inline.open(tag);
      if (tag === "row") {
        row = Number(attributes["r"] ?? row + 1);
        column = -1;
      } else if (tag === "c") {
        column = attributes["r"] === undefined ? column + 1 : columnOf(attributes["r"]);
        type = attributes["t"] ?? "n";
        value = "";
        inline.begin();
      } else if (tag === "v") isValue = true;
    },
    text(piece: string) {
      if (isValue && value.length < WORKBOOK_LIMITS.maxCellCharacters) value += piece;
      inline.add(piece);
    },
    close(tag: string) {
      inline.close(tag);
      if (tag === "v") isValue = false;
      if (tag === "c") {
        const text = type === "inlineStr" ? inline.end() : cellText(type, value, texts);
        bytes += text.length;
        cells.set(column, text);
      }
      if (tag !== "row") return;
      ready.push({ line: row, row, bytes, cells: cells.take() });
      bytes = 0;
    },
  };
  for await (const _piece of readXml(source, listener)) yield* ready.splice(0);
}

function cellText(type: string, value: string, texts: readonly string[]): string {
  if (type === "s") return texts[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  // `#REF!` and the like are no texts.
  if (type === "e") return "";
  if (type === "n") return tidyNumber(value);
  return value;
}

/** Sums in binary leave tails: 6.0000000000000001 is 6. Long numbers stay as they are, to be told. */
function tidyNumber(value: string): string {
  const number = Number(value);
  return value !== "" && Number.isFinite(number) && Math.abs(number) < 1e15
    ? String(Number(number.toPrecision(15)))
    : value;
}

/** `AB12` is column 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? "") column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
