import type { ObjectStore } from "@hailuo-queue/contracts";
import { Readable } from "node:stream";
import { notFound } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import { parseByteRange } from "@hailuo-queue/runtime";

/**
 * A stored video, or one range of it.
 * @throws Problem (404) where it is not there.
 */
export async function streamVideo(
  store: Pick<ObjectStore, "get" | "head">,
  objectKey: string,
  rangeHeader: string | undefined,
): Promise<Answer> {
  const stored = await store.head(objectKey);
  if (stored === undefined) throw notFound("video");
  const range = parseByteRange(rangeHeader, stored.bytes);
  if (range === "unsatisfiable")
    return { status: 416, body: undefined, headers: { "content-range": `bytes */${stored.bytes}` } };
  const { start, end } = range === "whole" ? { start: 0, end: stored.bytes } : range;
  return {
    status: range === "whole" ? 200 : 206,
    open: async () => {
      const body = await store.get(objectKey, { start, end });
      if (body === undefined) throw notFound("video");
      return body instanceof Readable ? body : Readable.from(body);
    },
    contentType: objectKey.endsWith(".txt") ? "text/plain; charset=utf-8" : "video/mp4",
    headers: {
      "content-length": String(end - start),
      "accept-ranges": "bytes",
      ...(range === "whole" ? {} : { "content-range": `bytes ${start}-${end - 1}/${stored.bytes}` }),
    },
  };
}
