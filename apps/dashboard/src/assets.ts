import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Answer } from "./answer.ts";

/** Beside `src/` and `dist/`, so that both find it. */
const folder = new URL("../assets/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** Files of the pages, by the path under which they are served. */
export const ASSETS = {
  "/": "overview.html",
  "/batches/:batchId": "batch.html",
  "/generations/:id": "generation.html",
  "/app.css": "app.css",
  "/overview.js": "overview.js",
  "/batch.js": "batch.js",
  "/generation.js": "generation.js",
  "/elements.js": "elements.js",
  "/pieces.js": "pieces.js",
  "/format.js": "format.js",
  "/poll.js": "poll.js",
  "/icon.svg": "icon.svg",
} as const satisfies Record<string, string>;

/** Reads all of them once; they are small, and a server that has started then needs no disk. */
export async function readAssets(): Promise<readonly { readonly path: string; readonly answer: Answer }[]> {
  return Promise.all(
    Object.entries(ASSETS).map(async ([path, file]) => {
      const contentType = TYPES[file.slice(file.lastIndexOf(".") + 1)];
      if (contentType === undefined) throw new Error(`No content type is known for ${file}`);
      return { path, answer: { status: 200, contentType, body: await readFile(fileURLToPath(new URL(file, folder))) } };
    }),
  );
}
