import { QUESTION_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { idParams } from "../../views/fields.ts";
import { batchResolutionSchema, candidatesSchema, resolutionSchema } from "../../views/resolution.ts";

const taskField = z.string().regex(new RegExp(`^[\\w-]{1,${QUESTION_LIMITS.maxTaskIdLength}}$`), {
  error: `must have 1 to ${QUESTION_LIMITS.maxTaskIdLength} letters, digits, "_" or "-"`,
});
const forceField = z
  .boolean()
  .optional()
  .describe(
    "with resubmit: buy it although the provider's list may have its task, or was not seen; then its first create counts as spent, too",
  );

const resolveBody = z
  .strictObject({
    task_id: taskField.optional().describe("the provider has it under this id: go on with that task, nothing is bought"),
    resubmit: z
      .literal(true)
      .optional()
      .describe("the provider does not have it: BUYS it, and pays twice if the first create was accepted"),
    fail: z.literal(true).optional().describe("give it up; also one that is overdue or cancelling without end"),
    force: forceField,
  })
  .refine(({ task_id, resubmit, fail }) => [task_id, resubmit, fail].filter((said) => said !== undefined).length === 1, {
    error: "must have exactly one of task_id (the provider's id), resubmit (true) and fail (true)",
  })
  .refine(({ resubmit, force }) => force === undefined || resubmit === true, { path: ["force"], error: "is for resubmit only" })
  .meta({ id: "Resolve", description: "What became of the create: exactly one of task_id, resubmit and fail." });

const resolveBatchBody = z
  .strictObject({
    resubmit: z.literal(true).optional(),
    fail: z.literal(true).optional(),
    force: forceField,
    dry_run: z.boolean().optional().describe("say how many and what they would cost; asks nobody and changes nothing"),
  })
  .refine(({ resubmit, fail }) => (resubmit === undefined) !== (fail === undefined), {
    error: "must have exactly one of resubmit (true) and fail (true)",
  })
  .refine(({ resubmit, force }) => force === undefined || resubmit === true, { path: ["force"], error: "is for resubmit only" })
  .meta({ id: "ResolveBatch", description: "What is to become of all that wait: exactly one of resubmit and fail." });

const askedAnswers = {
  429: { description: `More than ${QUESTION_LIMITS.maxPerTenantMinute} questions to the provider in a minute`, schema: problemSchema },
  503: {
    description: "Nothing was changed: no worker is there to ask the provider (`nobody_to_ask`), or it cannot say just now",
    schema: problemSchema,
  },
} as const;

export const candidates = defineOperation({
  tag: "Generations",
  summary: "Which of the provider's tasks may be that of a create whose answer was lost",
  description: "What was found when the provider's list was looked through last; nobody is asked anew.",
  params: idParams,
  answers: { 200: { description: "As far as it is known", schema: candidatesSchema }, ...notFoundAnswer },
});

export const resolve = defineOperation({
  audit: "generation.resolve",
  tag: "Generations",
  summary: "Say what became of a create whose answer was lost",
  description:
    "A task is checked at the provider before it is taken: the generation's own account must have it, and, where the API tells (v2), it must be of the same model, size and time; no other generation may have it. `resubmit` buys: where the API lists tasks they are looked through first, and one that may be its stops it (409 `task_may_exist`), as does a list that cannot tell (409 `not_looked`), unless `force` is said. The same word again answers the same.",
  params: idParams,
  body: resolveBody,
  answers: {
    200: { description: "Done, now or before", schema: resolutionSchema },
    409: { description: "It does not wait for this, the task is another generation's, or there may be a task", schema: problemSchema },
    422: { description: "The account has no such task, or it was made of something else", schema: problemSchema },
    ...askedAnswers,
    ...notFoundAnswer,
  },
});

export const resolveAll = defineOperation({
  audit: "batch.resolve",
  wholeBatch: true,
  tag: "Batches",
  summary: "Say what is to become of all of it whose create's answer was lost",
  description:
    "`fail` gives them up. `resubmit` buys them again: each account that lists tasks is looked through once before, and those that may have a task stay as they are, unless `force` is said. `dry_run` says how many, and what they would cost.",
  params: idParams,
  body: resolveBatchBody,
  answers: { 200: { description: "How many", schema: batchResolutionSchema }, ...askedAnswers, ...notFoundAnswer },
});
