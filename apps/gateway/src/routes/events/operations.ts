import { z } from "zod";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { idParams } from "../../views/fields.ts";

const stream = { description: "text/event-stream", schema: z.string(), contentType: "text/event-stream" } as const;
const answers = { 200: stream, ...notFoundAnswer } as const;
const query = z.object({
  token: z.string().max(1000).optional().describe("of POST /api/v1/tokens, in place of a key: for EventSource"),
});
const headers = { "Last-Event-ID": "the last id that you saw: events since then are sent first" } as const;

export const ofGeneration = defineOperation({
  tag: "Generations",
  summary: "Stream its state changes",
  description:
    "`snapshot` with the generation as it is, then `change` {generation, batch, from, to, at} for each state change, then `end` with the generation; the stream ends with it.",
  params: idParams,
  query,
  takesToken: true,
  headers,
  answers,
});

export const ofBatch = defineOperation({
  tag: "Batches",
  summary: "Stream the state changes of its generations, and its counters",
  description:
    "`progress` with the batch at first and at most each second, `change` {generation, batch, from, to, at} for each state change, `end` with the batch once nothing more happens to it without a user.",
  params: idParams,
  query,
  takesToken: true,
  headers,
  answers,
});
