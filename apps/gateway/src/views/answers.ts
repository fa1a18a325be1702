import { z } from "zod";
import { problemSchema } from "../http/problem.ts";

/** Of what is named by an id. */
export const notFoundAnswer = { 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;

/** One JSON value a line. */
export const jsonLinesType = { contentType: "application/x-ndjson", schema: z.string() } as const;

/** Of what an admin names. */
export const noneOfTheName = { 404: { description: "There is none of this name", schema: problemSchema } } as const;
