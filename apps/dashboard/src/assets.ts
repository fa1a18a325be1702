import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Answer } from "./answer.ts";
import { fillPage, scriptsOf, type Speech, type Speeches } from "./words/speech.ts";

/** Beside `src/` and `dist/`, so that both find it. */
const folder = new URL("../assets/", import.meta.url);
const installed = createRequire(import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** One page for all addresses: it shows what its address names. */
const PAGE = "console.html";
const PAGES = [
  "/",
  "/find",
  "/batches",
  "/batches/:batchId",
  "/generations/:id",
  "/accounts/:name",
  "/tenants",
  "/tenants/:name",
  "/models",
  "/models/:name",
  "/audit",
] as const satisfies readonly string[];

/** Scripts and styles of the page, by name. */
const FILES = [
  "app.css",
  "account.js",
  "acts.js",
  "audit.js",
  "batch.js",
  "batches.js",
  "charts.js",
  "deliveries.js",
  "find.js",
  "format.js",
  "front.js",
  "gallery.js",
  "generation.js",
  "history.js",
  "html.js",
  "live.js",
  "main.js",
  "models.js",
  "pieces.js",
  "tenants.js",
  "virtual-list.js",
  "words.js",
  "icon.svg",
] as const;

/** Of the libraries that the page is made with; they import each other by these names. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "/vendor/preact.js": "preact",
  "/vendor/hooks.js": "preact/hooks",
  "/vendor/htm.js": "htm",
  "/vendor/fill.js": "@hailuo-queue/words/fill",
  "/vendor/retelling.js": "@hailuo-queue/words/retelling",
};

export interface Asset {
  readonly path: string;
  readonly answer: (speech: Speech) => Answer;
}

/** Reads all of them once; they are small, and a server that has started then needs no disk. */
export async function readAssets(): Promise<readonly Asset[]> {
  const page = await readPage(PAGE);
  const files = await Promise.all(FILES.map(async (name) => inAll(`/${name}`, await readAsset(name))));
  const libraries = await Promise.all(
    Object.entries(LIBRARIES).map(async ([path, name]) => inAll(path, await readLibrary(name))),
  );
  return [...PAGES.map((path) => ({ path, answer: page })), ...files, ...libraries];
}

/** What is served before anybody has signed in. */
export async function readSignInAssets(speeches: Speeches): Promise<readonly Asset[]> {
  const files = await Promise.all(SIGN_IN_FILES.map(async (name) => inAll(`/sign-in/${name}`, await readAsset(name))));
  const libraries = await Promise.all(
    Object.entries(LIBRARIES)
      .filter(([, name]) => name.startsWith(OWN))
      .map(async ([path, name]) => inAll(`/sign-in${path}`, await readLibrary(name))),
  );
  const scripts = scriptsOf(speeches).map(({ path, text }) =>
    inAll(path, { status: 200, contentType: TYPES["js"] ?? "", body: text, cacheControl: FOREVER }),
  );
  return [{ path: "/sign-in", answer: await readPage("sign-in.html") }, ...files, ...libraries, ...scripts];
}

const OWN = "@hailuo-queue/words/";
const SIGN_IN_FILES = ["sign-in.js", "words.js", "app.css", "icon.svg"] as const;
const FOREVER = "private, max-age=31536000, immutable";

/** The same in every language. */
function inAll(path: string, answer: Answer): Asset {
  return { path, answer: () => answer };
}

async function readPage(name: string): Promise<Asset["answer"]> {
  const answer = await readAsset(name);
  return (speech) => ({ ...answer, body: fillPage(String(answer.body), speech) });
}

/** What a person's browser is shown in place of a page: a title and a sentence, with a way home. */
export type RefusalPage = (speech: Speech, words: { readonly title: string; readonly sentence: string }) => string;

export async function readRefusalPage(): Promise<RefusalPage> {
  const text = String((await readAsset("refusal.html")).body);
  return (speech, { title, sentence }) =>
    fillPage(text, speech, { title: speech.retell(title), sentence: speech.retell(sentence) });
}

async function readAsset(name: string): Promise<Answer> {
  const contentType = TYPES[name.slice(name.lastIndexOf(".") + 1)];
  if (contentType === undefined) throw new Error(`No content type is known for ${name}`);
  return { status: 200, contentType, body: await readFile(fileURLToPath(new URL(name, folder))) };
}

/** A module as it was published; the names that it imports become the paths under which they are served. */
async function readLibrary(name: string): Promise<Answer> {
  let text = await readModule(name);
  for (const [path, other] of Object.entries(LIBRARIES))
    text = text.replaceAll(new RegExp(`(from\\s*|import\\s*)(["'])${other}\\2`, "g"), `$1$2${path}$2`);
  // The maps of their sources are not served.
  text = text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  return { status: 200, contentType: TYPES["js"] ?? "", body: Buffer.from(text) };
}

/** In a bundle it stands among the assets, elsewhere where it was installed. */
async function readModule(name: string): Promise<string> {
  const inside = new URL(`vendor/${name.split("/").at(-1)}.js`, folder);
  const text = await readFile(inside, "utf8").catch(() => undefined);
  if (text !== undefined) return text;
  // htm answers CommonJS to `require`; the module stands beside it.
  return readFile(installed.resolve(name).replace(/htm\.js$/, "htm.mjs"), "utf8");
}
