import { MEDIA_BODY_BYTES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../http/route.ts";
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

export const byId = defineOperation({
  ...base,
  params: z.object({ id: z.string().max(100) }),
  tellProblem: tellDocumented,
});
