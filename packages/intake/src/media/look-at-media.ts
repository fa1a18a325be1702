import { createHash } from "node:crypto";
import { INPUT_LIMITS, type InputFacts, refusedMediaName, storedInput } from "@hailuo-queue/contracts";
import { judgeContent } from "./media-content.ts";
import type { KeepMedia } from "./move-media.ts";

/** Says how media will be named once they are kept; nothing is stored yet. */
export function lookAtMedia(found: (reference: string, facts: InputFacts) => void): KeepMedia {
  return async ({ body }) => {
    const hash = createHash("sha256");
    const head: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of body) {
      if (bytes < INPUT_LIMITS.maxHeadBytes) head.push(part);
      hash.update(part);
      bytes += part.length;
      if (bytes > INPUT_LIMITS.maxBytes.video) break;
    }
    const facts = judgeContent(Buffer.concat(head), bytes);
    if (facts === undefined) return refusedMediaName({ reason: "unknown" });
    const { kind, type } = facts;
    if (bytes > INPUT_LIMITS.maxBytes[kind])
      return (all) => refusedMediaName({ reason: "too_large", kind, bytes: all });
    const { reference } = storedInput(hash.digest("hex"), type);
    found(reference, facts);
    return reference;
  };
}
