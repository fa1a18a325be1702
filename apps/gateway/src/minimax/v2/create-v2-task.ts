import { storedInput } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { findInput } from "../find-input.ts";
import { readCallback } from "../read-callback.ts";
import { type SubmitParts, submitTask } from "../submit-task.ts";
import { warningHeader } from "../warning-header.ts";
import type { create } from "./operations.ts";
import { readV2Request, refuseV2Faults } from "./read-v2-request.ts";

/** The task is one of the tenant's single generations, with the task's number as `custom_id`. */
export async function createV2Task(
  { own, body, headers, tell, resend }: CallOf<typeof create>,
  parts: SubmitParts & PartsOf<"arrivals" | "webhooks">,
): Promise<Answer> {
  const { arrivals, webhooks } = parts;
  const findUpload = async (number: string): Promise<string | undefined> => {
    const input = await findInput(own, number);
    return input === undefined ? undefined : storedInput(input.sha256, input.facts.type).reference;
  };
  const { request, leftOut } = await readV2Request(body, { keepMedia: arrivals.keepMedia(own.tenant), findUpload });
  const webhook = await readCallback(own.tenant, body["callback_url"], { form: "minimax-v2", webhooks });
  const taskId = await submitTask(own, { request, webhook, headers, resend, refuse: refuseV2Faults }, parts);
  // Of this door: the custom_id of the generation behind it.
  tell({ about: { custom_id: taskId } });
  return json(200, { task_id: taskId }, warningHeader(leftOut));
}
