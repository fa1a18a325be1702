import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The store's Lua: scripts, and the parts that they include. */
export const FOLDER = fileURLToPath(new URL("../../packages/store/lua/", import.meta.url));

const INCLUDE = /^--- @include "([a-z-/]+)"$/;

/** Names of all files, below the folder and without `.lua`. */
export function luaFiles() {
  return readdirSync(FOLDER, { recursive: true })
    .filter((name) => name.endsWith(".lua"))
    .map((name) => name.slice(0, -".lua".length))
    .toSorted((one, other) => one.localeCompare(other));
}

export const pathOf = (name) => join(FOLDER, `${name}.lua`);
export const textOf = (name) => readFileSync(pathOf(name), "utf8");

/** What a file includes by itself. */
export function includesOf(name) {
  return textOf(name)
    .split("\n")
    .flatMap((line) => INCLUDE.exec(line)?.[1] ?? []);
}

/** A script with what it includes, as the store sends it: each line with the file that it is from. */
export function assemble(name, seen = new Set()) {
  const lines = [];
  for (const [at, text] of textOf(name).split("\n").entries()) {
    const part = INCLUDE.exec(text)?.[1];
    if (part === undefined) lines.push({ text, file: name, line: at + 1 });
    else if (!seen.has(part)) {
      seen.add(part);
      lines.push(...assemble(part, seen));
    }
  }
  return lines;
}
