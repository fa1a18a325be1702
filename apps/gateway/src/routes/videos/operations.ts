import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { idParams } from "../../views/fields.ts";

const linkSchema = z
  .object({ object: z.literal("video_link"), url: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: "VideoLink", description: "The URL reads the video without a key until `expires_at`." });
const signedQuery = z.object({ Expires: z.string().max(15).default(""), Signature: z.string().max(100).default("") });

export const link = defineOperation({
  tag: "Generations",
  summary: "Get a link to its video, valid for an hour",
  params: idParams,
  answers: {
    200: { description: "The link", schema: linkSchema },
    409: { description: "It has no video (yet)", schema: problemSchema },
    ...notFoundAnswer,
  },
});

export const video = defineOperation({
  tag: "Generations",
  summary: "Get the video of a signed link",
  params: idParams,
  query: signedQuery,
  answers: { 200: { description: "The video", schema: z.string(), contentType: "video/mp4" }, ...notFoundAnswer },
});
