import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import type { create } from "./operations.ts";
import { readCallback } from "./read-callback.ts";
import { readMinimaxRequest, refuseFaults } from "./read-request.ts";
import { SUCCESS } from "./show-task.ts";
import { type SubmitParts, submitTask } from "./submit-task.ts";
import { warningHeader } from "./warning-header.ts";

export type CreateParts = SubmitParts & PartsOf<"arrivals" | "webhooks">;

/** The task is one of the tenant's single generations, with the task's number as `custom_id`. */
export async function createTask(
  { own, body, headers, tell, resend }: CallOf<typeof create>,
  parts: CreateParts,
): Promise<Answer> {
  const { request, leftOut } = await readMinimaxRequest(body, parts.arrivals.keepMedia(own.tenant));
  const { webhooks } = parts;
  const webhook = await readCallback(own.tenant, body["callback_url"], { form: "minimax-v1", webhooks });
  const taskId = await submitTask(own, { request, webhook, headers, resend, refuse: refuseFaults }, parts);
  // Of this door: the custom_id of the generation behind it.
  tell({ about: { custom_id: taskId } });
  return json(200, { task_id: taskId, base_resp: SUCCESS }, warningHeader(leftOut));
}
