import { UnreadableInputError } from "../content/unreadable-input-error.ts";
import type { InputNotes } from "../input-notes.ts";
import type { OpenedEntries, OpenOptions } from "../opened-entries.ts";
import { readTable } from "../table/read-table.ts";
import type { TableShape } from "../table/table-row.ts";
import { openArchive } from "./open-archive.ts";
import { sheetNames } from "./pick-sheet.ts";
import { openOds } from "./read-ods.ts";
import { openXlsx } from "./read-xlsx.ts";

/**
 * Finds out which workbook a zip archive is, and opens one of its sheets as a table.
 * @throws UnreadableInputError.
 */
export async function openWorkbook(
  source: AsyncIterable<Uint8Array>,
  options: OpenOptions,
  notes: InputNotes,
): Promise<OpenedEntries> {
  const { hold = () => undefined } = options;
  const archive = await openArchive(source, hold);
  const kind = kindOf(archive.names);
  if (kind !== "xlsx" && kind !== "ods") throw new UnreadableInputError(kind);
  if (options.format !== undefined && options.format !== kind)
    throw new UnreadableInputError(`is an ${kind.toUpperCase()} workbook, not ${options.format}`);
  notes.format = kind;
  const opened = kind === "xlsx" ? await openXlsx(archive, options.sheet, hold) : await openOds(archive, options.sheet);
  [notes.sheet, notes.sheets] = [opened.name, opened.sheets];
  const shape: TableShape = {};
  const elsewhere = `; this is the sheet ${JSON.stringify(opened.name)}${opened.sheets.length > 1 ? ` of ${sheetNames(opened.sheets)}: another ` + "one is chosen with --sheet" : ""}`;
  return {
    format: kind,
    entries: readTable(opened.rows, { notes, shape, isStrict: options.isStrict === true, isForced: false, elsewhere }),
    common: () => ({}),
  };
}

/** Which workbook it is, or what else, as the end of a sentence. */
function kindOf(names: readonly string[]): string {
  if (names.includes("xl/workbook.xml")) return "xlsx";
  if (names.includes("xl/workbook.bin")) return "is a binary Excel workbook (.xlsb); save it as .xlsx or CSV";
  if (names.some((name) => name.startsWith("word/")))
    return "is a Word document; save the prompts as text, or in a table as .xlsx or CSV";
  if (names.some((name) => name.startsWith("ppt/"))) return "is a PowerPoint document, not a list of prompts";
  if (names.some((name) => name.startsWith("Index/") || name.endsWith(".iwa")))
    return "is a document of Apple's Numbers or Pages; export it as .xlsx or CSV";
  if (names.includes("content.xml") && names.includes("mimetype")) return "ods";
  return "is a zip archive; take the file of prompts out of it";
}
