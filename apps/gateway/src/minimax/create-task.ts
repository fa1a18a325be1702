import { InvalidInputError, RefusedRequestError } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { singlesBatch } from "../routes/owned.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import type { create } from "./operations.ts";
import { newProviderName } from "./provider-names.ts";
import { readMinimaxRequest, refuseFaults } from "./read-request.ts";
import { SUCCESS } from "./show-task.ts";
import { warningHeader } from "./warning-header.ts";

export type CreateParts = PartsOf<"quota" | "arrivals" | "objectKeyTemplate" | "now">;

/** Two calls of one millisecond may draw the same number. */
const MOST_DRAWS = 10;

/** The task is one of the tenant's single generations, with the task's number as `custom_id`. */
export async function createTask({ own, body, tell }: CallOf<typeof create>, parts: CreateParts): Promise<Answer> {
  const { request, leftOut } = await readMinimaxRequest(body, parts.arrivals.keepMedia(own.tenant));
  const taskId = await submit(own, request, parts);
  // Of this door: the custom_id of the generation behind it.
  tell({ about: { custom_id: taskId } });
  return json(200, { task_id: taskId, base_resp: SUCCESS }, warningHeader(leftOut));
}

async function submit(
  own: TenantProducer,
  request: object,
  { quota, objectKeyTemplate, now }: CreateParts,
): Promise<string> {
  await quota.requireRoom(own.tenant, 1);
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const customId = newProviderName(now());
    if (await submitAs(own, request, { customId, objectKeyTemplate })) return customId;
  }
  throw new Error(`No free number was found in ${MOST_DRAWS} draws.`);
}

/** False when the number is another generation's. */
async function submitAs(
  own: TenantProducer,
  request: object,
  { customId, objectKeyTemplate }: { readonly customId: string; readonly objectKeyTemplate: string },
): Promise<boolean> {
  try {
    const options = { batchId: singlesBatch(own.tenant), objectKeyTemplate };
    return (await own.submit({ request, customId }, options)).result === "created";
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === "custom_id_conflict") return false;
    if (error instanceof RefusedRequestError) throw refuseFaults(error.faults);
    throw error;
  }
}
