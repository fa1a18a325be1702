import { MEDIA_BODY_BYTES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../http/route.ts";
import { MOST_UPLOAD_BYTES } from "../routes/inputs/input-limits.ts";
import { tellDocumented, tellLive } from "./tell-problem.ts";

const base = {
  tag: "MiniMax",
  summary: "As MiniMax has it",
  answers: { 200: { description: "As MiniMax answers" } },
} as const;
const creates = {
  ...base,
  audit: "generation.create",
  body: z.record(z.string(), z.unknown()),
  bodyLimit: MEDIA_BODY_BYTES,
  media: true,
  anyJsonType: true,
  resends: {},
} as const;

/** Of the live API, which tells refusals within a 200. */
export const createLive = defineOperation({ ...creates, tellProblem: tellLive });

export const create = defineOperation({ ...creates, tellProblem: tellDocumented });

export const taskLive = defineOperation({
  ...base,
  query: z.object({ task_id: z.string().max(100).default("") }),
  tellProblem: tellLive,
});

export const fileLive = defineOperation({
  ...base,
  query: z.object({ file_id: z.string().max(100).default("") }),
  tellProblem: tellLive,
});

export const fileContent = defineOperation({
  ...base,
  query: z.object({ file_id: z.string().max(100).default("") }),
  answers: {
    200: { description: "The video", schema: z.string(), contentType: "video/mp4" },
    206: { description: "The range of it that was asked for", schema: z.string(), contentType: "video/mp4" },
    416: { description: "It is shorter" },
  },
  tellProblem: tellLive,
});

export const listFiles = defineOperation({
  ...base,
  query: z.object({ purpose: z.string().max(100).default("") }),
  tellProblem: tellLive,
});

export const upload = defineOperation({
  ...base,
  audit: "input.create",
  streams: ["multipart/form-data"],
  bodyLimit: MOST_UPLOAD_BYTES,
  tellProblem: tellLive,
});

export const deleteFile = defineOperation({
  ...base,
  audit: "input.delete",
  body: z.object({ file_id: z.union([z.string().max(100), z.number()]) }),
  anyJsonType: true,
  tellProblem: tellLive,
});

/** What the tenant may still spend. */
export const balance = defineOperation({ ...base, tellProblem: tellLive });

export const byId = defineOperation({
  ...base,
  params: z.object({ id: z.string().max(100) }),
  tellProblem: tellDocumented,
});
