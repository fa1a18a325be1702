import { createHash } from "node:crypto";
import { optional } from "@hailuo-queue/contracts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { microUsd, showBatch } from "../../views/batch.ts";
import type { PartsOf } from "../route-parts.ts";
import type { open } from "./operations.ts";

export async function openBatch(
  { key, own, body, headers }: CallOf<typeof open>,
  { objectKeyTemplate, webhooks }: PartsOf<"objectKeyTemplate" | "webhooks">,
): Promise<Answer> {
  const name = batchIdOf(key.tenant, headers["idempotency-key"]);
  if (body.webhook !== undefined) await webhooks.check(key.tenant, body.webhook);
  const { name: label, tags, metadata } = body;
  const labels = optional({ name: label, tags, metadata });
  const batch = await own.openBatch({
    objectKeyTemplate,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...optional({
      batchId: name,
      invalid: body.invalid,
      priority: body.priority,
      maxFailureRatio: body.max_failure_ratio,
    }),
    ...(body.budget_usd === undefined ? {} : { budgetMicroUsd: microUsd(body.budget_usd) }),
    ...(body.webhook === undefined
      ? {}
      : {
          webhook: body.webhook,
          webhookOfEach: body.webhook_of_each ?? false,
          ...optional({ webhookStates: body.events_filter }),
        }),
  });
  return json(201, showBatch(batch), { location: `/api/v1/batches/${batch.batchId}` });
}

/** The same key of the same tenant is the same batch. */
function batchIdOf(tenant: string, header: string | readonly string[] | undefined): string | undefined {
  const given = readIdempotencyKey(header);
  if (given === undefined) return undefined;
  return `batch_${createHash("sha256").update(`${tenant}\n${given}`).digest("hex").slice(0, 32)}`;
}
