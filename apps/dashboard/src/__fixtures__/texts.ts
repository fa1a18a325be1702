import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { keyOf } from "@hailuo-queue/words";

/** A text in a source or in a page. */
export interface Text {
  readonly file: string;
  /** With `{0}`, `{1}`, … in place of what is put in. */
  readonly key: string;
  /** Whether it is told in the reader's language where it stands: a template of `say`, or `{{…}}` of a page. */
  readonly isSaid: boolean;
  /** Whether it is HTML that a template makes: words of it are between its tags or in attributes. */
  readonly isHtml: boolean;
  /** Whether nobody reads it: compared, a key, a name. */
  readonly isCode: boolean;
}

/** Every text of the JavaScript or TypeScript below a folder, tests and fixtures left out, but names of modules and types. */
export function textsBelow(folder: string): readonly Text[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[jt]s$/.test(name) && !/\.test\.ts$|__fixtures__/.test(name))
    .toSorted()
    .flatMap((name) => textsOf(join(folder, name), name));
}

/** What the pages of a folder say: `{{Sentence.}}`. */
export function saidInPages(folder: string): readonly Text[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".html"))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/\{\{([^=}][^}]*)\}\}/g)].map(([, text = ""]) => ({
        file,
        key: text.replaceAll(/\s+/g, " ").trim(),
        isSaid: true,
        isHtml: false,
        isCode: false,
      })),
    );
}

function textsOf(path: string, file: string): readonly Text[] {
  const texts: Text[] = [];
  const syntax = path.endsWith(".ts") ? "typescript" : "ecmascript";
  visit(parseSync(readFileSync(path, "utf8"), { syntax, target: "es2022" }), []);
  return texts;

  function visit(node: unknown, above: readonly Node[]): void {
    if (Array.isArray(node)) for (const each of node) visit(each, above);
    if (!isNode(node)) return;
    if (/^Import|^Export.*(?:From|All)|^Ts(?!As|Satisfies|NonNull|Const)/.test(node.type)) return;
    const tag = node.type === "TaggedTemplateExpression" ? nameOf(node["tag"]) : "";
    const quasis = tag === "" ? quasisOf(node) : quasisOf(node["template"]);
    const key = node.type === "StringLiteral" ? String(node["value"]) : quasis === undefined ? undefined : keyOf(quasis);
    if (key !== undefined)
      texts.push({ file, key, isSaid: tag === "say", isHtml: tag === "html", isCode: isCode(node, above) });
    if (tag !== "") return visit((node["template"] as Node)["expressions"], [...above, node]);
    for (const [name, child] of Object.entries(node))
      if (name !== "type" && name !== "span") visit(child, [...above, node]);
  }
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" &&
    value !== null &&
    (("type" in value && typeof value.type === "string") || "expression" in value)
  );
}

function quasisOf(node: unknown): string[] | undefined {
  if (!isNode(node) || node.type !== "TemplateLiteral") return undefined;
  return (node["quasis"] as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked);
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node["property"]);
  return typeof node["value"] === "string" ? node["value"] : "";
}

function isCode(node: Node, above: readonly Node[]): boolean {
  const parent = above.findLast(({ type }) => type !== undefined) ?? node;
  if (parent.type === "BinaryExpression" && /^[!=]==$/.test(String(parent["operator"]))) return true;
  return parent.type === "SwitchCase" || (parent.type === "KeyValueProperty" && parent["key"] === node);
}
