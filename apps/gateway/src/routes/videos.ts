import { Readable } from "node:stream";
import type { ObjectStore } from "@hailuo-queue/contracts";
import { z } from "zod";
import { notFound, Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import { parseByteRange } from "../videos/byte-range.ts";
import type { VideoLinks } from "../videos/video-links.ts";
import { idParams } from "../views/fields.ts";

export interface VideoRoutes {
  readonly store: ObjectStore;
  readonly links: VideoLinks;
}

const linkSchema = z
  .object({ object: z.literal("video_link"), url: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: "VideoLink", description: "Reads the video without a key until then." });
const signedQuery = z.object({ Expires: z.string().max(15).default(""), Signature: z.string().max(100).default("") });
const notFoundDoc = { 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;

export function videoRoutes({ store, links }: VideoRoutes): readonly Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/api/v1/generations/:id/video",
      role: "read",
      scope: "generation",
      tag: "Generations",
      summary: "A link to its video, good for an hour",
      params: idParams,
      answers: {
        200: { description: "The link", schema: linkSchema },
        409: { description: "It has no video (yet)", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ own, params, headers }) => {
        const record = await own.get(params.id);
        const link = await links.linkTo(record, headers.host);
        if (link === undefined) throw new Problem(409, "no_video", { detail: `It has no video: it is ${record.state}.` });
        return json(200, { object: "video_link", url: link.url, expires_at: new Date(link.expiresAt * 1000).toISOString() });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/videos/:id",
      role: undefined,
      scope: "public",
      tag: "Generations",
      summary: "The video behind a signed link",
      params: idParams,
      query: signedQuery,
      answers: { 200: { description: "The video", schema: z.string(), contentType: "video/mp4" }, ...notFoundDoc },
      handle: async ({ params, query, headers }) => {
        const objectKey = await links.open(params.id, query.Expires, query.Signature);
        const stored = objectKey === undefined ? undefined : await store.head(objectKey);
        if (objectKey === undefined || stored === undefined) throw notFound("video");
        const range = parseByteRange(headers.range, stored.bytes);
        if (range === "unsatisfiable") return { status: 416, body: undefined, headers: { "content-range": `bytes */${stored.bytes}` } };
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
      },
    }),
  ];
}
