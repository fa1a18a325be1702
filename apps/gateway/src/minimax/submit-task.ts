import { InvalidInputError, optional, RefusedRequestError, type RequestFault } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../http/problem.ts";
import { readIdempotencyKey } from "../http/idempotency-key.ts";
import { newResendName } from "../http/resends.ts";
import { singlesBatch } from "../routes/owned.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { providerNameOf } from "./provider-names.ts";

export type SubmitParts = PartsOf<"quota" | "objectKeyTemplate">;

export type SubmitAs = (
  name: { readonly customId: string },
  options: { readonly batchId: string; readonly objectKeyTemplate: string; readonly webhook?: string },
) => ReturnType<TenantProducer["submit"]>;

export interface TaskToSubmit {
  /** In our names, judged but for its inputs; or how it is enqueued. */
  readonly request: object | SubmitAs;
  /** Told of its end; default nobody. */
  readonly webhook?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Its number, where its caller gave it no key; see Call. */
  readonly resend: string | undefined;
  /** How the faults that a submit finds are told here. */
  readonly refuse: (faults: readonly RequestFault[]) => Problem;
}

/**
 * Enqueues one of the tenant's single generations, with the task's number as its `custom_id`, and returns the number.
 * With an Idempotency-Key the number is made of that, so that the same again is the same task.
 */
export async function submitTask(
  own: TenantProducer,
  { request, webhook, headers, resend, refuse }: TaskToSubmit,
  { quota, objectKeyTemplate }: SubmitParts,
): Promise<string> {
  const idempotencyKey = readIdempotencyKey(headers["idempotency-key"]);
  await quota.requireRoom(own.tenant, 1);
  const submitAs = async (customId: string): Promise<"created" | "existing" | "conflict"> => {
    try {
      const options = { batchId: singlesBatch(own.tenant), objectKeyTemplate, ...optional({ webhook }) };
      const receipt =
        typeof request === "function"
          ? await (request as SubmitAs)({ customId }, options)
          : await own.submit({ request, customId }, options);
      return receipt.result;
    } catch (error) {
      if (error instanceof InvalidInputError && error.code === "custom_id_conflict") return "conflict";
      throw error instanceof RefusedRequestError ? refuse(error.faults) : error;
    }
  };
  if (idempotencyKey !== undefined) {
    const taskId = providerNameOf(idempotencyKey);
    if ((await submitAs(taskId)) !== "conflict") return taskId;
    throw new Problem(409, "idempotency_conflict", {
      detail: "The Idempotency-Key was used for another request; send this one with a key of its own.",
    });
  }
  // Of those that are drawn, no two are the same.
  const taskId = resend ?? newResendName();
  if ((await submitAs(taskId)) !== "conflict") return taskId;
  throw new Error(`The number ${taskId} was drawn before.`);
}
