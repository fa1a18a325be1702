import { JSON_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../http/route.ts";

/** One message; lists of them are of a version of the protocol that is over. */
const messageSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  params: z.looseObject({ _meta: z.looseObject({}).optional() }).optional(),
});

export const message = defineOperation({
  tag: "MCP",
  audit: { none: "what a tool does is in the audit as the call of the API that it makes" },
  summary: "Send a message of the Model Context Protocol",
  body: messageSchema,
  bodyLimit: JSON_LIMITS.maxBytes,
  answers: { 200: { description: "The answer, as JSON or as a stream that ends with it" } },
});
