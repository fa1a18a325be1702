import { z } from "zod";
import { problemSchema } from "../http/problem.ts";

/** Of what is named by an id. */
export const notFoundAnswer = {
  404: { description: "It does not exist, or belongs to another tenant", schema: problemSchema },
} as const;

/** Of changes that their caller may name by a key. */
export const onceAnswers = {
  409: {
    description: "The Idempotency-Key was used for another request, or its request is still being carried out",
    schema: problemSchema,
  },
} as const;

/** One JSON value a line. */
export const jsonLinesType = { contentType: "application/x-ndjson", schema: z.string() } as const;

/** Of what an admin names. */
export const noneOfTheName = { 404: { description: "Nothing has this name", schema: problemSchema } } as const;
