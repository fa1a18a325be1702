import { MEDIA_BODY_BYTES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../http/route.ts";
import { tellOpenai } from "./tell-problem.ts";

const base = {
  tag: "OpenAI",
  summary: "As OpenAI has it",
  answers: { 200: { description: "As OpenAI answers" } },
  tellProblem: tellOpenai,
} as const;

const one = z.object({ id: z.string().min(1).max(200) });

export const create = defineOperation({
  ...base,
  audit: "generation.create",
  body: z.record(z.string(), z.unknown()),
  bodyLimit: MEDIA_BODY_BYTES,
  media: true,
  forms: true,
  anyJsonType: true,
  resends: {},
});

export const list = defineOperation({
  ...base,
  query: z.object({
    after: z.string().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    order: z.enum(["asc", "desc"]).default("desc"),
  }),
});

export const get = defineOperation({ ...base, params: one });

export const content = defineOperation({
  ...base,
  params: one,
  query: z.object({ variant: z.string().max(40).default("video") }),
  answers: {
    ...base.answers,
    206: { description: "A range" },
    409: { description: "It is not ready" },
    416: { description: "No such range" },
  },
});

export const remove = defineOperation({
  ...base,
  audit: "generation.delete",
  params: one,
  answers: { ...base.answers, 409: { description: "It is under way" } },
});

export const remix = defineOperation({
  ...base,
  audit: { none: "it is always refused, and changes nothing" },
  params: one,
});

export const models = defineOperation({ ...base });

export const model = defineOperation({ ...base, params: one });
