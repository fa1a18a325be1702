import { QUESTION_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { ONCE_HEADERS } from "../../http/resend-words.ts";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer, onceAnswers } from "../../views/answers.ts";
import { idParams } from "../../views/fields.ts";
import { batchResolutionSchema, candidatesSchema, resolutionSchema } from "../../views/resolution.ts";

const taskField = z.string().regex(new RegExp(`^[\\w-]{1,${QUESTION_LIMITS.maxTaskIdLength}}$`), {
  error: `must have 1 to ${QUESTION_LIMITS.maxTaskIdLength} letters, digits, "_" or "-"`,
});
const forceField = z
  .boolean()
  .optional()
  .describe(
    "with resubmit: buy it even if the provider's list may contain its task, or could not be read; its first create then counts as spent, too",
  );

const resolveBody = z
  .strictObject({
    task_id: taskField.optional().describe("continue with the provider's task of this id; buys nothing"),
    resubmit: z.literal(true).optional().describe("BUYS it again, and pays twice if the first create was accepted"),
    fail: z.literal(true).optional().describe("give it up; also for one that stays overdue or cancelling"),
    force: forceField,
  })
  .refine(
    ({ task_id, resubmit, fail }) => [task_id, resubmit, fail].filter((said) => said !== undefined).length === 1,
    {
      error: "must have exactly one of task_id (the provider's id), resubmit (true) and fail (true)",
    },
  )
  .refine(({ resubmit, force }) => force === undefined || resubmit === true, {
    path: ["force"],
    error: "is for resubmit only",
  })
  .meta({ id: "Resolve", description: "The decision: exactly one of task_id, resubmit and fail." });

const resolveBatchBody = z
  .strictObject({
    resubmit: z.literal(true).optional(),
    fail: z.literal(true).optional(),
    force: forceField,
    dry_run: z
      .boolean()
      .optional()
      .describe("report how many there are and what they would cost; asks nobody and changes nothing"),
  })
  .refine(({ resubmit, fail }) => (resubmit === undefined) !== (fail === undefined), {
    error: "must have exactly one of resubmit (true) and fail (true)",
  })
  .refine(({ resubmit, force }) => force === undefined || resubmit === true, {
    path: ["force"],
    error: "is for resubmit only",
  })
  .meta({ id: "ResolveBatch", description: "The decision for all that wait: exactly one of resubmit and fail." });

const askedAnswers = {
  429: {
    description: `More than ${QUESTION_LIMITS.maxPerTenantMinute} questions to the provider in a minute`,
    schema: problemSchema,
  },
  503: {
    description:
      "Nothing was changed: no worker can ask the provider (`nobody_to_ask`), or the provider cannot answer now",
    schema: problemSchema,
  },
} as const;

export const candidates = defineOperation({
  tag: "Generations",
  summary: "List the provider's tasks that may belong to a create whose answer was lost",
  description: "The result of the last search of the provider's list. The provider is not asked again.",
  params: idParams,
  answers: { 200: { description: "As far as it is known", schema: candidatesSchema }, ...notFoundAnswer },
});

export const resolve = defineOperation({
  audit: "generation.resolve",
  tag: "Generations",
  summary: "Decide a create whose answer was lost",
  description:
    "`task_id` is confirmed with the provider first: the generation's account must have the task and no other generation may have it. Where the API tells (v2), its model, size and time must match. `resubmit` buys the video again. Where the API lists tasks, the list is searched first: a task that may belong to the generation stops it (409 `task_may_exist`), and so does a list that cannot tell (409 `not_looked`), unless `force` is true. Repeating a decision returns the same answer.",
  params: idParams,
  body: resolveBody,
  once: true,
  headers: ONCE_HEADERS,
  answers: {
    200: { description: "Done, now or before", schema: resolutionSchema },
    409: {
      description: "It needs no decision, the task belongs to another generation, or there may be a task",
      schema: problemSchema,
    },
    422: {
      description: "The account has no such task, or the task was made from another request",
      schema: problemSchema,
    },
    ...askedAnswers,
    ...notFoundAnswer,
  },
});

export const resolveAll = defineOperation({
  audit: "batch.resolve",
  wholeBatch: true,
  tag: "Batches",
  summary: "Decide all creates of a batch whose answers were lost",
  description:
    "`fail` gives them up. `resubmit` buys them again: the task list of each account that has one is searched first, and generations that may have a task stay as they are, unless `force` is true. `dry_run` reports how many there are and what they would cost.",
  params: idParams,
  body: resolveBatchBody,
  once: true,
  headers: ONCE_HEADERS,
  answers: {
    200: { description: "How many", schema: batchResolutionSchema },
    ...onceAnswers,
    ...askedAnswers,
    ...notFoundAnswer,
  },
});
