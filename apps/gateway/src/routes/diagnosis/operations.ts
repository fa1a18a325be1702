import { defineOperation } from "../../http/route.ts";
import { diagnosisSchema } from "../../views/diagnosis.ts";

export const read = defineOperation({
  tag: "Service",
  summary: "What keeps generations from moving, the worst first, and what mends it",
  description:
    "Of the caller's tenant, in words that name no account and nobody else. An admin's key reads the whole deployment's, in the same words as `hailuo status` and the dashboard. It looks at the newest 100 batches and at some generations of each state.",
  answers: { 200: { description: "As it is now", schema: diagnosisSchema } },
});
