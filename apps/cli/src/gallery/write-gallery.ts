import { Buffer } from "node:buffer";
import { type GenerationRecord, isDirectory, type ObjectStore, optional } from "@hailuo-queue/contracts";
import { createRetelling, loadCatalogues } from "@hailuo-queue/words";
import { galleryItem } from "./gallery-item.ts";
import { type GalleryLinksOptions, openGalleryLinks } from "./gallery-links.ts";
import { galleryPage, GENERATOR, type OtherBatch } from "./gallery-page.ts";

export interface GalleryOptions extends Omit<GalleryLinksOptions, "pageKey" | "store"> {
  readonly store: Pick<ObjectStore, "location" | "link" | "put" | "get" | "uri">;
  readonly batchId: string;
  /** Its records in their order; read once for each page. */
  readonly read: () => AsyncIterable<GenerationRecord>;
  readonly simulated: boolean;
  readonly now: () => number;
}

export interface WrittenGallery {
  /** Of the batch's own page. */
  readonly key: string;
  /**
   * The page at the top of the place, which shows the batch that was written last; undefined where a page of somebody
   * else stands there.
   */
  readonly topKey?: string;
  /** When its links end, Unix ms; undefined for links that do not. */
  readonly expiresAt?: number;
}

const PAGE = "index.html";
/** So many batches of one place are remembered, the newest. */
const MOST_BATCHES = 200;
/** The names stand in the first bytes of a page. */
const HEAD_BYTES = 96 * 1024;

/**
 * Writes the gallery of a batch: `BATCH/index.html`, and the same as `index.html` of the whole place, which also leads
 * to the galleries that were written there before. A page that is not ours is left alone.
 * @throws UnavailableError of the store.
 */
export async function writeGallery(options: GalleryOptions): Promise<WrittenGallery> {
  const { store, batchId } = options;
  const top = await topPageOf(store);
  const others = top.batches.filter((name) => name !== batchId).slice(0, MOST_BATCHES);
  const expiresAt = isDirectory(store) ? undefined : options.now() + options.expiresInSeconds * 1000;
  const key = `${batchId}/${PAGE}`;
  for (const pageKey of top.isOurs ? [key, PAGE] : [key]) await writePage(pageKey, others, expiresAt, options);
  return { key, ...(top.isOurs ? { topKey: PAGE } : {}), ...optional({ expiresAt }) };
}

async function writePage(
  pageKey: string,
  names: readonly string[],
  expiresAt: number | undefined,
  options: GalleryOptions,
): Promise<void> {
  const { store, batchId, read, simulated, now } = options;
  await using links = openGalleryLinks({ ...options, pageKey });
  const others: OtherBatch[] = [];
  for (const name of names) others.push({ name, href: await links.urlOf(`${name}/${PAGE}`) });
  const origins = isDirectory(store) ? [] : [new URL(await links.urlOf(pageKey)).origin];
  const head = { batchId, madeAt: now(), simulated, expiresAt: expiresAt ?? null, others, origins };
  const catalogues = await loadCatalogues();
  const retell = createRetelling({ ...catalogues.names, ...catalogues.elsewhere });
  async function* items() {
    for await (const record of read()) yield galleryItem(record, links, retell);
  }
  await store.put(pageKey, galleryPage(head, items()), { contentType: "text/html; charset=utf-8" });
}

/** The batches that the page at the top leads to, newest first; and whether it may be written. */
async function topPageOf(
  store: Pick<ObjectStore, "get">,
): Promise<{ readonly isOurs: boolean; readonly batches: readonly string[] }> {
  const body = await store.get(PAGE, { start: 0, end: HEAD_BYTES });
  if (body === undefined) return { isOurs: true, batches: [] };
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("utf8");
  const isOurs = text.slice(0, 4096).includes(`<meta name="generator" content="${GENERATOR}">`);
  return { isOurs, batches: isOurs ? namesIn(text) : [] };
}

/** What may be the name of a batch, and part of a path. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,127}$/u;

function namesIn(text: string): readonly string[] {
  const written = /<meta name="batches" content="([^"]*)">/.exec(text)?.[1] ?? "[]";
  const json = written.replaceAll(/&#(\d{1,3});/g, (_, code: string) => String.fromCharCode(Number(code)));
  try {
    const names = JSON.parse(json) as unknown;
    if (!Array.isArray(names)) return [];
    return names.filter((name): name is string => typeof name === "string" && NAME.test(name));
  } catch {
    return [];
  }
}
