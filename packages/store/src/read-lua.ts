import { readFileSync } from "node:fs";

const LUA = new URL("../lua/", import.meta.url);

/**
 * The text of `lua/<name>.lua`. A published package holds these texts in place of this module
 * (infra/release/bundle-package.mjs), so that it works where its files are bundled again.
 */
export function readLua(name: string): string {
  return readFileSync(new URL(`${name}.lua`, LUA), "utf8");
}
