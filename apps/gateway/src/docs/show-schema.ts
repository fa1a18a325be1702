import { escapeHtml } from "./escape-html.ts";

/** A part of the OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>;

/** How many values are named; the rest is in the document. */
const MOST_VALUES = 20;
const MOST_DEPTH = 3;

/** The type of a schema in words, with links to the schemas that have a name. */
export function typeOf(schema: Json, depth = 0): string {
  const {
    $ref: reference,
    type,
    enum: values,
    const: only,
    items,
    anyOf,
    format,
  } = schema as {
    readonly $ref?: string;
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly items?: Json;
    readonly anyOf?: readonly Json[];
    readonly format?: string;
  };
  if (reference !== undefined) {
    const name = escapeHtml(reference.split("/").at(-1) ?? "");
    return `<a href="#${name}">${name}</a>`;
  }
  if (depth > MOST_DEPTH) return "…";
  if (only !== undefined) return code(only);
  if (values !== undefined)
    return `${values.slice(0, MOST_VALUES).map(code).join(", ")}${values.length > MOST_VALUES ? ", …" : ""}`;
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, depth + 1)).join(" or ");
  if (items !== undefined) return `list of ${typeOf(items, depth + 1)}`;
  if (format === "date-time") return `time${[type].flat().includes("null") ? " or null" : ""}`;
  return escapeHtml([type ?? "anything"].flat().join(" or "));
}

function code(value: unknown): string {
  return `<code>${escapeHtml(String(value))}</code>`;
}

/** The fields of an object as a table; those of objects within it by their path. Nothing for what has none. */
export function fieldsOf(schema: Json): string {
  const rows = rowsOf(schema, "", 0);
  if (rows.length === 0) return "";
  return tableOf(["Field", "Type", ""], rows);
}

type Row = readonly [name: string, type: string, words: string];

function rowsOf(schema: Json, before: string, depth: number): readonly Row[] {
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, Json>> };
  return Object.entries(properties).flatMap(([name, field]): readonly Row[] => {
    const path = `${before}${name}`;
    const { description = "", items } = field as { readonly description?: string; readonly items?: Json };
    const inner = items ?? field;
    const isObject = inner["properties"] !== undefined;
    const row: Row = [
      `<code>${escapeHtml(path)}</code>`,
      isObject ? kindOf(items) : typeOf(field),
      escapeHtml(description),
    ];
    return isObject && depth < MOST_DEPTH ? [row, ...rowsOf(inner, `${path}.`, depth + 1)] : [row];
  });
}

function kindOf(items: Json | undefined): string {
  return items === undefined ? "object" : "list of objects";
}

/** Cells are HTML. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
