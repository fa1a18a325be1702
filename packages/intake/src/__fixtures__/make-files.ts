import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** Writes files as other programs do, so that tests hold none. */

export type Table = readonly (readonly (string | number | boolean | null)[])[];

export function csv(table: Table, { separator = ",", lineEnd = "\n", always = false } = {}): string {
  const cell = (value: Table[number][number]): string => {
    const text = value === null ? "" : String(value);
    return always || /["\r\n]|^\s|\s$/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return table.map((row) => row.map(cell).join(separator) + lineEnd).join("");
}

export function gzip(content: string | Uint8Array): Buffer {
  return gzipSync(content);
}

export function zip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), head, Buffer.from(name), packed]);
    // Behind the name's length: extra field, comment, disk, attributes.
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), head, Buffer.alloc(10), uint32(offset), Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from("PK\u0005\u0006"), end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

// oxlint-disable-next-line no-control-regex -- XML has no such characters; Excel writes them so
const CONTROLS = /[\u0000-\u0008\u000b-\u001f]/g;

function xml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return escaped.replaceAll(CONTROLS, (character) => `_x${character.charCodeAt(0).toString(16).padStart(4, "0")}_`);
}

function columnName(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : columnName(Math.floor(at / 26) - 1) + columnName(at % 26);
}

/**
 * `inline`: texts stand in their cells, as some programs write them; else in the table of shared ones, as Excel does.
 */
export function xlsx(sheets: Readonly<Record<string, Table>>, { inline = false } = {}): Buffer {
  const shared: string[] = [];
  const cell = (value: Table[number][number], place: string): string => {
    if (value === null || value === "") return "";
    if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
    if (typeof value === "boolean") return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`;
    if (inline) return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${xml(value)}</t></is></c>`;
    shared.push(value);
    return `<c r="${place}" t="s"><v>${shared.length - 1}</v></c>`;
  };
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    "xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns="m" xmlns:r="r"><sheets>${names.map((name, at) => `<sheet name="${xml(name)}" ` + `sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="x">${names.map((_name, at) => `<Relationship Id="rId${at + 1}" ` + `Target="worksheets/sheet${at + 1}.xml"/>`).join("")}</Relationships>`,
  };
  names.forEach((name, at) => {
    const rows = (sheets[name] ?? []).map((row, y) => `<row r="${y + 1}">${row.map((value, x) => cell(value, `${columnName(x)}${y + 1}`)).join("")}</row>`);
    parts[`xl/worksheets/sheet${at + 1}.xml`] = `<?xml version="1.0"?><worksheet ` + `xmlns="m"><sheetData>${rows.join("")}</sheetData></worksheet>`;
  });
  if (!inline) parts["xl/sharedStrings.xml"] = `<sst xmlns="m">${shared.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join("")}</sst>`;
  return zip(parts);
}

export function ods(sheets: Readonly<Record<string, Table>>): Buffer {
  const cell = (value: Table[number][number]): string => {
    if (value === null || value === "") return "<table:table-cell/>";
    if (typeof value === "number") return `<table:table-cell office:value-type="float" ` + `office:value="${value}"><text:p>${value}</text:p></table:table-cell>`;
    if (typeof value === "boolean") return `<table:table-cell office:value-type="boolean" ` + `office:boolean-value="${value}"><text:p>WAHR</text:p></table:table-cell>`;
    const paragraphs = value.split("\n").map((line) => `<text:p>${xml(line).replaceAll(/^ | $|(?<= ) /g, "<text:s/>").replaceAll("\t", "<text:tab/>")}</text:p>`);
    return `<table:table-cell office:value-type="string">${paragraphs.join("")}</table:table-cell>`;
  };
  const tables = Object.entries(sheets).map(
    ([name, rows]) =>
      `<table:table table:name="${xml(name)}">${rows.map((row) => `<table:table-row>${row.map(cell).join("")}</table:table-row>`).join("")}<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`,
  );
  const content = `<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>${tables.join("")}</office:spreadsheet></office:body></office:document-content>`;
  return zip({ mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content });
}

export function utf16(text: string, { bigEndian = false, mark = true } = {}): Buffer {
  const bytes = Buffer.from((mark ? "\u{FEFF}" : "") + text, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
}

let gbkOf: Map<string, readonly number[]> | undefined;

/** Characters of GBK; throws for others. */
export function gbk(text: string): Buffer {
  gbkOf ??= makeGbkTable();
  return Buffer.concat(
    Array.from(text).map((character) => {
      const code = character.charCodeAt(0);
      const bytes = code < 0x80 ? [code] : gbkOf?.get(character);
      if (bytes === undefined) throw new Error(`${character} is not in GBK`);
      return Buffer.from(bytes);
    }),
  );
}

function makeGbkTable(): Map<string, readonly number[]> {
  const decoder = new TextDecoder("gb18030");
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (Array.from(character).length === 1 && character !== "\u{FFFD}" && (!table.has(character) || lead >= 0xa1)) table.set(character, [lead, trail]);
    }
  return table;
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
