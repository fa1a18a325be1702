import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { noneOfTheName } from "../../views/answers.ts";
import { accountSchema } from "../../views/account.ts";
import { nameParams } from "../../views/fields.ts";

const limit = z.number().int().min(1).max(1e9).nullable().optional();
const accountChange = z
  .strictObject({
    max_in_flight: limit,
    create_per_minute: limit,
    query_per_minute: limit,
    files_per_minute: limit,
    why: z.string().max(500).optional(),
  })
  .meta({
    id: "AccountChange",
    description: "Fields that are left out do not change; null returns to the workers' settings.",
  });
const whyBody = z.strictObject({ why: z.string().max(500).optional() });
const pageSchema = z.object({ object: z.literal("list"), data: z.array(accountSchema) }).meta({ id: "AccountPage" });
const tag = "Accounts";
const action = {
  tag,
  params: nameParams,
  body: whyBody,
  answers: { 200: { description: "As it is now", schema: accountSchema }, ...noneOfTheName },
} as const;

export const list = defineOperation({
  tag,
  summary: "List provider accounts, with their slots, windows and health",
  answers: {
    200: { description: "All of them", schema: pageSchema },
  },
});

export const change = defineOperation({
  tag,
  audit: "account.set",
  summary: "Change its limits, in running workers within 2 s",
  params: nameParams,
  body: accountChange,
  answers: { 200: { description: "As it is now", schema: accountSchema }, ...noneOfTheName },
});

export const pause = defineOperation({
  ...action,
  audit: "account.pause",
  summary: "Pause it: it starts no new videos, and finishes those in flight",
});

export const resume = defineOperation({
  ...action,
  audit: "account.resume",
  summary: "Use it again immediately: end a pause, a drain, the wait after refusals and a lowered cap",
});

export const drain = defineOperation({
  ...action,
  audit: "account.drain",
  summary: "Take it out of service: it starts no new videos, and finishes those in flight",
});

export const probe = defineOperation({
  ...action,
  audit: "account.probe",
  summary: "Try it again at once: end the wait after refusals and a lowered cap, and leave a pause or drain as it is",
  answers: { ...action.answers, 409: { description: "An admin has paused or drained it", schema: problemSchema } },
});
