import { z } from "zod";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { idParams } from "../../views/fields.ts";

const stream = { description: "text/event-stream", schema: z.string(), contentType: "text/event-stream" } as const;
const answers = { 200: stream, ...notFoundAnswer } as const;
const headers = { "Last-Event-ID": "the last id that was seen: what happened since is told first" } as const;

export const ofGeneration = defineOperation({
  tag: "Generations",
  summary: "Its state changes as they happen",
  description:
    "`snapshot` with the generation as it is, then `change` {generation, batch, from, to, at} for each state change, then `end` with the generation; the stream ends with it.",
  params: idParams,
  headers,
  answers,
});

export const ofBatch = defineOperation({
  tag: "Batches",
  summary: "State changes of its generations, and its counters, as they happen",
  description:
    "`progress` with the batch at first and at most each second, `change` {generation, batch, from, to, at} for each state change, `end` with the batch once it goes on by itself no more.",
  params: idParams,
  headers,
  answers,
});
