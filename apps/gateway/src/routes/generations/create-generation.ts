import { optional, parseGenerationRequest } from "@hailuo-queue/contracts";
import { keepFieldMedia } from "@hailuo-queue/intake";
import { readIdempotencyKey, resendKey } from "../../http/idempotency-key.ts";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import { singlesBatch } from "../owned.ts";
import type { PartsOf } from "../route-parts.ts";
import type { create } from "./operations.ts";

export async function createGeneration(
  { key, own, body, headers, signal, hold, resend }: CallOf<typeof create>,
  {
    hub,
    quota,
    objectKeyTemplate,
    webhooks,
    arrivals,
  }: PartsOf<"hub" | "quota" | "objectKeyTemplate" | "webhooks" | "arrivals">,
): Promise<Answer> {
  const { custom_id: customId, priority, reuse, webhook, events_filter: webhookStates, ...asked } = body;
  const request = await keepFieldMedia(asked, arrivals.keepMedia(key.tenant));
  refuseFaults(request);
  if (webhookStates !== undefined && webhook === undefined)
    throw new Problem(400, "invalid_request", {
      detail: "The body has a fault.",
      errors: [{ field: "events_filter", message: "needs a webhook" }],
    });
  if (webhook !== undefined) await webhooks.check(key.tenant, webhook);
  const idempotencyKey = readIdempotencyKey(headers["idempotency-key"]);
  if (idempotencyKey !== undefined && customId !== undefined)
    throw new Problem(400, "two_keys", {
      detail: "Give an Idempotency-Key or a custom_id: each names the generation.",
    });
  const waitSeconds = readWait(headers["prefer"]);
  if (waitSeconds !== undefined) hold();
  await quota.requireRoom(key.tenant, 1);
  const receipt = await own.submit(
    { request, ...optional({ customId, idempotencyKey: idempotencyKey ?? resendKey(resend) }) },
    {
      batchId: singlesBatch(key.tenant),
      objectKeyTemplate,
      ...optional({ priority, reuse, webhook, webhookStates }),
    },
  );
  if (waitSeconds !== undefined) await hub.waitForEnd(own, receipt.id, waitSeconds * 1000, signal);
  const record = await own.get(receipt.id);
  return json(receipt.result === "created" ? 201 : 200, showGeneration(record), {
    location: `/api/v1/generations/${receipt.id}`,
    ...(waitSeconds === undefined ? {} : { "preference-applied": `wait=${waitSeconds}` }),
  });
}

const LONGEST_WAIT_SECONDS = 60;

function refuseFaults(request: unknown): void {
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (parsed.ok) return;
  throw new Problem(400, "invalid_request", {
    detail: `The generation cannot be made as it was asked for${parsed.faultCount > parsed.faults.length ? `: it has ${parsed.faultCount} faults, and the first are told` : ""}.`,
    errors: parsed.faults.map(({ field, message }) => ({ field, message })),
  });
}

function readWait(header: string | readonly string[] | undefined): number | undefined {
  const wanted = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(String(header ?? ""))?.[1];
  return wanted === undefined ? undefined : Math.min(Number(wanted), LONGEST_WAIT_SECONDS);
}
