import { z } from "zod";
import { defineOperation } from "../../http/route.ts";

const word = z.object({ status: z.string() }).meta({ id: "Status" });

const tag = "Service";

export const health = defineOperation({
  tag,
  summary: "Check that the process is alive",
  answers: { 200: { description: "It is alive", schema: word } },
});

export const readiness = defineOperation({
  tag,
  summary: "Check that it can serve: Redis answers",
  answers: { 200: { description: "It can", schema: word }, 503: { description: "It cannot just now", schema: word } },
});

export const metrics = defineOperation({
  tag,
  summary: "Prometheus metrics",
  answers: { 200: { description: "text/plain", schema: z.string(), contentType: "text/plain" } },
});
