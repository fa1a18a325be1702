import { z } from "zod";
import { defineOperation } from "../http/route.ts";

/** The largest that is read: a task's state has some hundred bytes. */
const BODY_LIMIT = 16 * 1024;

const base = {
  tag: "Callbacks",
  params: z.object({ id: z.string() }),
  answers: { 200: { description: "Taken" } },
} as const;

export const challengeSchema = z.looseObject({ challenge: z.union([z.string().min(1).max(1024), z.number()]) });

export const challenge = defineOperation({
  ...base,
  summary: "The provider's challenge, as a query",
  query: challengeSchema,
});

export const news = defineOperation({
  ...base,
  audit: { none: "the provider's report on a task, which only triggers a poll" },
  summary: "Receive the provider's challenge, or its report on a task",
  body: z.unknown(),
  bodyLimit: BODY_LIMIT,
});
