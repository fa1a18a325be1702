import { INPUT_LIMITS, mediaTexts, replaceMediaTexts } from "@hailuo-queue/contracts";
import { readDataUrl } from "./media-head.ts";
import type { KeepMedia } from "./move-media.ts";

/**
 * Keeps data URLs that stand in a request's media fields after it was parsed: those that were too short to be moved
 * while they arrived, and those whose head was written in a way that nobody expects. The very same object where there
 * are none. Of more than a request may name the rest stays as it is: the request is refused for it.
 */
export async function keepFieldMedia<Value>(request: Value, keep: KeepMedia): Promise<Value> {
  const names = new Map<string, string>();
  for (const { text } of mediaTexts(request)) {
    if (names.size === INPUT_LIMITS.maxPerRequest) break;
    const url = names.has(text) ? undefined : readDataUrl(text);
    if (url === undefined) continue;
    const content = Buffer.from(url.base64, "base64");
    const kept = await keep({ declared: url.declared, body: once(content) });
    names.set(text, typeof kept === "string" ? kept : kept(content.length));
  }
  return names.size === 0 ? request : replaceMediaTexts(request, (text) => names.get(text) ?? text);
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
