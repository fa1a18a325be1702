import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { loadCatalogues } from "@hailuo-queue/words";
import type { GalleryItem } from "./gallery-item.ts";

/** A link to the gallery of another batch of the same place. */
export interface OtherBatch {
  readonly name: string;
  readonly href: string;
}

/** What a page says beside its videos. */
export interface GalleryHead {
  readonly batchId: string;
  /** Unix ms. */
  readonly madeAt: number;
  readonly simulated: boolean;
  /** When its links end, Unix ms; null for those that do not. */
  readonly expiresAt: number | null;
  readonly others: readonly OtherBatch[];
  /** Where its videos may come from, besides its own folder: origins such as `https://bucket.s3.amazonaws.com`. */
  readonly origins: readonly string[];
}

/** Beside `src/` and `dist/`, so that both find them. */
const ASSETS = new URL("../../assets/", import.meta.url);
/** Large enough that storage is not asked for a part per video. */
const PIECE_CHARACTERS = 64 * 1024;

/** By which a page of ours is known again, and its list of batches: in the first bytes of it. */
export const GENERATOR = "hailuo-queue gallery";

/**
 * One HTML file: style, script and data stand in it. All texts are data, which the script puts in place as text; a
 * policy in the page lets nothing run but that script, and nothing load but videos and pictures.
 */
export async function* galleryPage(head: GalleryHead, items: AsyncIterable<GalleryItem>): AsyncGenerator<Uint8Array> {
  const [style, script, { gallery }] = await Promise.all([
    readFile(new URL("gallery.css", ASSETS), "utf8"),
    readFile(new URL("gallery.js", ASSETS), "utf8"),
    loadCatalogues(),
  ]);
  const { batchId, madeAt, simulated, expiresAt, others } = head;
  const fields = asScriptData({ batch: batchId, madeAt, simulated, expiresAt, others, words: { zh: gallery } });
  yield Buffer.from(opening(head, { style, script, noScript: gallery[NO_SCRIPT] ?? "" }));
  // The list is the last field, so that it can be written while it is read.
  let text = `<script type="application/json" id="data">${fields.slice(0, -1)},"items":[`;
  let isFirst = true;
  for await (const item of items) {
    text += `${isFirst ? "" : ","}\n${asScriptData(item)}`;
    isFirst = false;
    if (text.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(`${text}]}</script>\n<script type="module">${script}</script>\n</body>\n</html>\n`);
}

const NO_SCRIPT = "This page needs JavaScript. results.csv in this folder has the same as a table.";

/** English that the page's script puts into the reader's language. */
function said(english: string): string {
  return ` data-say="${asHtml(english)}">${asHtml(english)}`;
}

function opening(
  { batchId, simulated, others, origins }: GalleryHead,
  { style, script, noScript }: { readonly style: string; readonly script: string; readonly noScript: string },
): string {
  const media = ["'self'", "file:", ...origins].join(" ");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    `media-src ${media}`,
    `img-src ${media} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = asHtml(batchId);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${asHtml(policy)}">
<meta name="generator" content="${GENERATOR}">
<meta name="batches" content="${asHtml(JSON.stringify([batchId, ...others.map(({ name }) => name)]))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title} · videos</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="faint" id="sum"></p>
${simulated ? `<p class="notice"${said("A simulated run: these videos are stand-ins, and no money was spent.")}</p>` : ""}
<p class="notice" id="expiry" hidden></p>
<noscript><p class="notice">${NO_SCRIPT}</p>
<p class="notice" lang="zh-CN">${asHtml(noScript)}</p></noscript>
<p class="languages" id="languages"></p>
<details class="others" id="others" hidden><summary${said("Other batches here")}</summary><ul id="others-list"></ul></details>
</header>
<main>
<div class="tools" role="search">
<label><span${said("Find in names, prompts and reasons")}</span><input type="search" id="find" autocomplete="off" spellcheck="false"></label>
<label><span${said("Show")}</span><select id="state"></select></label>
<label id="model-of"><span${said("Model")}</span><select id="model"></select></label>
<output id="count" aria-live="polite"></output>
</div>
<ul class="grid" id="grid"></ul>
<p class="hint faint" id="none" hidden${said("Nothing here matches.")}</p>
<button type="button" class="more" id="more" hidden${said("Show more")}</button>
</main>
<dialog id="viewer" aria-labelledby="viewer-name">
<div class="bar">
<h2 id="viewer-name" dir="auto"></h2>
<button type="button" id="previous"${said("Previous")}</button>
<button type="button" id="next"${said("Next")}</button>
<button type="button" id="close"${said("Close")}</button>
</div>
<div id="stage"></div>
<div class="bar" id="viewer-takes"></div>
<p id="viewer-prompt" dir="auto"></p>
<p class="faults" id="viewer-reason" dir="auto"></p>
<dl id="viewer-facts"></dl>
</dialog>
`;
}

/** JSON that ends no script and begins no comment, whatever its texts hold. */
function asScriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function asHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
