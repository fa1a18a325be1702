import { type GenerationRecord, makesPrompt, type ObjectStore } from "@hailuo-queue/contracts";
import type { VideoLinks } from "./video-links.ts";

/** What a generation has made: a video behind a link, or a prompt. */
export type MadeContent = { readonly url: string } | { readonly prompt: string };

export interface ContentParts {
  readonly links: Pick<VideoLinks, "linkTo">;
  readonly store: Pick<ObjectStore, "get">;
}

/** Far beyond what the provider writes, which has 7,000 characters. */
const LONGEST_PROMPT_BYTES = 64 * 1024;

/**
 * Undefined while there is nothing, and where nobody gives links. `host`: what the caller asked, for a link; undefined
 * for none of a request.
 */
export async function contentOf(
  record: GenerationRecord,
  host: string | undefined,
  { links, store }: ContentParts,
): Promise<MadeContent | undefined> {
  if (record.state !== "succeeded") return undefined;
  if (makesPrompt(record.request.model)) {
    const prompt = await readText(store, record.objectKey);
    return prompt === undefined ? undefined : { prompt };
  }
  const link = await links.linkTo(record, host);
  return link === undefined ? undefined : { url: link.url };
}

/** Undefined for what is gone. */
async function readText(store: ContentParts["store"], objectKey: string): Promise<string | undefined> {
  const body = await store.get(objectKey, { start: 0, end: LONGEST_PROMPT_BYTES });
  if (body === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString("utf8");
}
