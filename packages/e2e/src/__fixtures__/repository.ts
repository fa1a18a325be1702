import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

const LEFT_OUT = new Set(["node_modules", "dist", ".git", ".cache", ".hailuo", "hailuo-out"]);

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name)) yield* walk(path);
    } else if (entry.isFile()) yield relative(ROOT, path);
  }
}

const files = [...walk(ROOT)].toSorted();

/** Files of the repository whose path, seen from its root, matches. */
export function findFiles(path: RegExp): readonly string[] {
  return files.filter((file) => path.test(file));
}

export function readFile(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
