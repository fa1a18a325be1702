import { escapeHtml } from "./escape-html.ts";
import { fieldsOf, type Json, tableOf, typeOf } from "./show-schema.ts";

/** An operation of the document. */
export interface ShownOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly description?: string; readonly content?: Contents }>
  >;
}

type Contents = Readonly<Record<string, { readonly schema: Json; readonly example?: unknown }>>;

/** One operation, folded; its summary says enough to find it. */
export function showOperation(
  method: string,
  path: string,
  operation: ShownOperation,
  responses: Readonly<Record<string, { readonly description: string }>>,
): string {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const parts = [
    description === undefined ? "" : `<p>${inline(description)}</p>`,
    parameters.length === 0 ? "" : `<h3>Parameters</h3>${showParameters(parameters)}`,
    requestBody === undefined ? "" : `<h3>Body</h3>${showContents(requestBody.content)}`,
    `<h3>Answers</h3>${showAnswers(operation, responses)}`,
  ];
  const id = escapeHtml(operationId);
  return `<details id="${id}"><summary><b class="${method}">${method.toUpperCase()}</b><code>${escapeHtml(path)}</code><span>${inline(summary)}</span></summary><div>${parts.join("")}</div></details>`;
}

/** Words between backticks are code. */
function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function showParameters(parameters: NonNullable<ShownOperation["parameters"]>): string {
  return tableOf(
    ["Name", "In", "Type", ""],
    parameters.map(({ name, in: place, required, description = "", schema }) => [
      `<code>${escapeHtml(name)}</code>`,
      `${escapeHtml(place)}${required === true ? ", required" : ""}`,
      typeOf(schema),
      inline(description),
    ]),
  );
}

/** The first type with its fields and example; the others by name. */
function showContents(contents: Contents): string {
  const [first, ...others] = Object.entries(contents);
  if (first === undefined) return "";
  const [type, content] = first;
  const more =
    others.length === 0
      ? ""
      : ` <span class="faint">or ${others.map(([name]) => `<code>${escapeHtml(name)}</code>`).join(", ")}</span>`;
  const name = content.schema["$ref"] === undefined ? "" : `: ${typeOf(content.schema)}`;
  return `<p><code>${escapeHtml(type)}</code>${name}${more}</p>${fieldsOf(content.schema)}${showExample(content.example)}`;
}

function showExample(example: unknown): string {
  if (example === undefined) return "";
  const text = typeof example === "string" ? example : JSON.stringify(example, undefined, 2);
  return `<pre tabindex="0">${escapeHtml(text)}</pre>`;
}

function showAnswers(
  { responses }: ShownOperation,
  shared: Readonly<Record<string, { readonly description: string }>>,
): string {
  const rows = Object.entries(responses).map(([status, { $ref: reference, description, content = {} }]) => {
    const words = description ?? shared[reference?.split("/").at(-1) ?? ""]?.description ?? "";
    const [schema] = Object.values(content).map((media) => media.schema);
    const type = schema?.["$ref"] === undefined ? "" : ` ${typeOf(schema)}`;
    return [`<code>${escapeHtml(status)}</code>`, `${inline(words)}${type}`];
  });
  // What was made is more of an example than what was there before.
  const example = Object.values((responses["201"] ?? responses["200"])?.content ?? {})[0]?.example;
  return `${tableOf(["Status", ""], rows)}${showExample(example)}`;
}
