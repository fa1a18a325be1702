import { Readable } from "node:stream";
import type { IncomingHttpHeaders } from "node:http";
import type { ObjectStore } from "@hailuo-queue/contracts";
import { notFound } from "../../http/problem.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { parseByteRange } from "../../videos/byte-range.ts";
import type { PartsOf } from "../route-parts.ts";
import type { video } from "./operations.ts";

export async function readVideo(
  { params, query, headers }: CallOf<typeof video>,
  { links, store }: PartsOf<"links" | "store">,
): Promise<Answer> {
  const objectKey = await links.open(params.id, query.Expires, query.Signature);
  if (objectKey === undefined) throw notFound("video");
  return streamVideo(objectKey, headers, store);
}

/** A stored video, or the range of it that is asked for. Throws Problem (404). */
export async function streamVideo(
  objectKey: string,
  headers: IncomingHttpHeaders,
  store: Pick<ObjectStore, "head" | "get">,
): Promise<Answer> {
  const stored = await store.head(objectKey);
  if (stored === undefined) throw notFound("video");
  const range = parseByteRange(headers.range, stored.bytes);
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
