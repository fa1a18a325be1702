import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inRepository } from "../places.ts";

/** One `await` of the built code. Lines and columns count from 0, as the debugger's do. */
export interface AwaitPoint {
  /** For people: `pipeline/create/handle-create.js:104`. */
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** The line of code. */
  readonly text: string;
}

/** Where the three stages run from reading a job to finishing it. */
const PACKAGES = ["pipeline", "queue", "store", "minimax", "storage", "redis", "runtime"] as const;

/** Every await there is in these packages, so that a new one is swept without anybody's doing. */
export async function findAwaits(): Promise<readonly AwaitPoint[]> {
  const points: AwaitPoint[] = [];
  for (const name of PACKAGES) {
    const folder = inRepository(`packages/${name}/dist`);
    for (const file of (await readdir(folder, { recursive: true })).toSorted()) {
      if (!file.endsWith(".js") || file.endsWith(".test.js") || file.includes("__fixtures__")) continue;
      const path = join(folder, file);
      const { href } = pathToFileURL(path);
      const source = await readFile(path, "utf8");
      const lines = source.split("\n");
      for (const { line, column } of awaitsIn(source)) {
        points.push({
          name: `${name}/${file}:${line + 1}:${column + 1}`,
          url: href,
          line,
          column,
          text: (lines[line] ?? "").trim(),
        });
      }
    }
  }
  return points;
}

/** Places of the keyword outside of comments and strings. */
export function awaitsIn(source: string): { readonly line: number; readonly column: number }[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, blank)
    .replace(/(?<!:)\/\/.*/g, blank);
  return code
    .split("\n")
    .flatMap((text, line) =>
      [...text.matchAll(/\bawait\b(?!\s*using\b)/g)].map((match) => ({ line, column: match.index })),
    );
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
