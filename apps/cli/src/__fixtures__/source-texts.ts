import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { keyOf } from "@hailuo-queue/words";

/** A text in a source file. */
export interface SourceText {
  /** With `{0}`, `{1}`, … in place of what is put in. */
  readonly key: string;
  /** Whether it is a template of `say`. */
  readonly isSaid: boolean;
  /** Whether it is made while its module is loaded. */
  readonly isAtLoad: boolean;
  /** Whether nobody reads it: a name that is compared, a key, a machine's line. */
  readonly isCode: boolean;
}

/** The sources below a folder, without tests and fixtures. */
export function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.test\.ts$|__fixtures__/.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Every text of a source file but names of modules and types. */
export function textsOf(file: string): readonly SourceText[] {
  const texts: SourceText[] = [];
  visit(parseSync(readFileSync(file, "utf8"), { syntax: "typescript", target: "es2022" }), []);
  return texts;

  function visit(node: unknown, above: readonly Node[]): void {
    if (Array.isArray(node)) for (const each of node) visit(each, above);
    if (!isNode(node)) return;
    if (/^Import|^Export.*(?:From|All)|^Ts(?!As|Satisfies|NonNull|Const)/.test(node.type)) return;
    const isSaid = node.type === "TaggedTemplateExpression" && nameOf(node["tag"]) === "say";
    const parts = partsOf(isSaid ? node["template"] : node);
    if (parts !== undefined) {
      const isAtLoad = !above.some(isFunction);
      texts.push({ key: keyOf(parts.quasis), isSaid, isAtLoad, isCode: isCode(node, above) });
      return visit(parts.expressions, [...above, node]);
    }
    for (const [name, child] of Object.entries(node))
      if (name !== "type" && name !== "span") visit(child, [...above, node]);
  }
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  return ("type" in value && typeof value.type === "string") || "expression" in value;
}

/** A text: what stands in it, and between that what is put in. */
interface TextParts {
  readonly quasis: readonly string[];
  readonly expressions: readonly unknown[];
}

/** Of a string, a template, or several of them joined by `+`, as one sentence over two lines is. */
function partsOf(node: unknown): TextParts | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "StringLiteral") return { quasis: [String(node["value"])], expressions: [] };
  if (node.type === "TemplateLiteral")
    return {
      quasis: (node["quasis"] as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked),
      expressions: node["expressions"] as readonly unknown[],
    };
  if (node.type !== "BinaryExpression" || node["operator"] !== "+") return undefined;
  const left = partsOf(node["left"]);
  const right = partsOf(node["right"]);
  if (left === undefined || right === undefined) return undefined;
  const seam = `${left.quasis.at(-1) ?? ""}${right.quasis[0] ?? ""}`;
  return {
    quasis: [...left.quasis.slice(0, -1), seam, ...right.quasis.slice(1)],
    expressions: [...left.expressions, ...right.expressions],
  };
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node["property"]);
  return typeof node["value"] === "string" ? node["value"] : "";
}

function isFunction({ type }: Node): boolean {
  return /^(?:ArrowFunction|Function|Class|.*Method)/.test(type ?? "");
}

/** What `printJson` prints, what is compared, and keys and codes of objects are for programs. */
function isCode(node: Node, above: readonly Node[]): boolean {
  const parent = above.findLast(({ type }) => type !== undefined) ?? node;
  if (above.some((each) => each.type === "CallExpression" && nameOf(each["callee"]) === "printJson")) return true;
  if (parent.type === "BinaryExpression" && /^[!=]==$/.test(String(parent["operator"]))) return true;
  return parent.type === "SwitchCase" || (parent.type === "KeyValueProperty" && parent["key"] === node);
}
