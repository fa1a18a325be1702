import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LUA = fileURLToPath(new URL("../lua/", import.meta.url));
/** Each is included by many, and read as the process starts. */
const TEXTS = new Map<string, string>();

/**
 * The text of `lua/<name>.lua`. A published package holds these texts in place of this module
 * (infra/release/bundle-package.mjs), so that it works where its files are bundled again.
 */
export function readLua(name: string): string {
  const known = TEXTS.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(`${LUA}${name}.lua`, "utf8");
  TEXTS.set(name, text);
  return text;
}
