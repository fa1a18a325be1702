/**
 * How entries stand in a JSON text: in a list, in a list that an object holds under one of these names, or one behind
 * the other.
 */
export type JsonShape = "list" | "holder" | "objects";

const LIST_NAMES: readonly string[] = [
  "prompts",
  "items",
  "requests",
  "generations",
  "videos",
  "data",
  "rows",
  "records",
  "entries",
  "jobs",
  "tasks",
  "shots",
  "scenes",
];

/** Whether a list of prompts may have this name. */
export function isListName(name: string): boolean {
  return LIST_NAMES.includes(name.toLowerCase());
}

/** By the text's beginning. A list within an entry, as `"data": []` is, makes none of it. */
export function jsonShape(beginning: string): JsonShape {
  const text = beginning.trimStart();
  if (text.startsWith("[")) return "list";
  return firstLevelNames(text).some(isListName) ? "holder" : "objects";
}

/** Names in the first object whose value is a list. */
function firstLevelNames(text: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && /^\s*:\s*\[/.test(text.slice(index + token.length, index + token.length + 50)))
      names.push(token.slice(1, -1));
    if (depth === 0) break;
  }
  return names;
}
