import { defineOperation } from "../../http/route.ts";
import { diagnosisSchema } from "../../views/diagnosis.ts";

export const read = defineOperation({
  tag: "Service",
  summary: "What keeps generations from moving, the worst first, and what mends it",
  description:
    "The same words as `hailuo status` and the dashboard. It looks at the newest 100 batches and at some generations of each state.",
  answers: { 200: { description: "As it is now", schema: diagnosisSchema } },
});
