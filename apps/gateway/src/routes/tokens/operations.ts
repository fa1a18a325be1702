import { z } from "zod";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";

const id = z.string().min(1).max(200).optional();
const tokenBody = z
  .strictObject({
    generation: id.describe("whose events it opens"),
    batch: id.describe("in place of generation: whose events it opens"),
    minutes: z.number().int().min(1).max(60).default(10).describe("how long it is valid"),
  })
  .refine(({ generation, batch }) => (generation === undefined) !== (batch === undefined), {
    error: "must have exactly one of generation and batch",
  })
  .meta({ id: "NewStreamToken", description: "Exactly one of generation and batch." });

const tokenSchema = z
  .object({
    object: z.literal("stream_token"),
    token: z.string().describe("shown in this answer only"),
    url: z.string().describe("the path of the event stream with the token, for EventSource"),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "StreamToken" });
export type StreamTokenView = z.output<typeof tokenSchema>;

export const create = defineOperation({
  tag: "Tokens",
  audit: { none: "it allows no more than its key, for minutes, and to look" },
  summary: "Create a short-lived token for one event stream",
  description:
    "For pages: `EventSource` sends no headers. The token opens the events of one generation or batch, as `?token=`, and nothing else. Streams end with its time, and when its key is revoked.",
  body: tokenBody,
  answers: { 201: { description: "The token", schema: tokenSchema }, ...notFoundAnswer },
});
