import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { BATCH_LIMITS, changeWords, FAULT_LIMITS, INVALID_LINES } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { giveWay } from "@hailuo-queue/turns";
import { z } from "zod";
import { Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import { itemFormats, readItemFormat } from "../ingest/item-formats.ts";
import { ingestItems } from "../ingest/ingest-items.ts";
import type { Arrivals } from "../inputs/arrivals.ts";
import type { QuotaGuard } from "../quota-guard.ts";
import { batchPageSchema, batchSchema, microUsd, showBatch } from "../views/batch.ts";
import { budgetField, faultItem, idParams, pageQuery, priorityField, ratioField, switchField, webhookField } from "../views/fields.ts";
import { lineForTenants } from "../views/generation.ts";
import type { Webhooks } from "../webhooks/open-webhooks.ts";

export interface BatchRoutes {
  readonly quota: QuotaGuard;
  readonly objectKeyTemplate: string;
  readonly webhooks: Pick<Webhooks, "check">;
  readonly arrivals: Pick<Arrivals, "keepMedia">;
}

const newBatch = z
  .strictObject({
    invalid: z
      .enum(INVALID_LINES)
      .optional()
      .describe("what becomes of it when lines cannot be used; default reject: nothing of it is made"),
    priority: priorityField,
    max_failure_ratio: z.number().min(0).max(1).optional().describe("nothing more is started once a greater part has failed"),
    budget_usd: z.number().min(0).max(1e9).optional().describe("nothing is started that has no room in it"),
    webhook: webhookField.describe("URL that is told when it is sealed, and when all of it has ended"),
    webhook_of_each: z.boolean().optional().describe("whether the URL is told of each of its generations, too; default false"),
  })
  .refine(({ webhook, webhook_of_each: each }) => each !== true || webhook !== undefined, {
    path: ["webhook_of_each"],
    error: "needs a webhook",
  })
  .meta({ id: "NewBatch" });

const batchChange = z
  .strictObject({ priority: priorityField, max_failure_ratio: ratioField, budget_usd: budgetField })
  .meta({ id: "BatchChange", description: "What is not named stays; null takes a limit away. A batch that a limit stopped goes on." });

const uploadSchema = z
  .object({
    object: z.literal("upload"),
    received: z.number().int(),
    created: z.number().int(),
    existing: z.number().int().describe("sent before"),
    invalid: z.number().int(),
    conflicts: z.number().int().describe("sent before with another payload"),
    faults: z.array(faultItem).describe(`the first ${FAULT_LIMITS.maxTold}`),
    batch: batchSchema,
  })
  .meta({ id: "Upload" });

const sealBody = z.strictObject({ total: z.number().int().min(0).optional().describe("how many items there must be, good or bad") });
const sealSchema = z
  .object({
    object: z.literal("seal"),
    result: z.enum(["sealed", "existing", "rejected"]),
    received: z.number().int(),
    invalid: z.number().int(),
    batch: batchSchema,
  })
  .meta({ id: "Seal" });
const retryBody = z.strictObject({
  rebuy: z.boolean().optional(),
  code: z.string().max(200).optional().describe("only failures of this code"),
});
const retrySchema = z
  .object({
    object: z.literal("batch_retry"),
    retried: z.number().int(),
    refused: z.number().int().describe("would have to be bought again"),
    batch: batchSchema,
  })
  .meta({ id: "BatchRetry" });
const cancelSchema = z
  .object({
    object: z.literal("batch_cancel"),
    cancelled: z.number().int(),
    cancelling: z.number().int(),
    already_ended: z.number().int(),
    batch: batchSchema,
  })
  .meta({ id: "BatchCancel" });

const notFoundDoc = { 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;
const lines = { contentType: "application/x-ndjson", schema: z.string() } as const;

export function batchRoutes({ quota, objectKeyTemplate, webhooks, arrivals }: BatchRoutes): readonly Route[] {
  const base = { tag: "Batches", scope: "batch", params: idParams } as const;
  return [
    defineRoute({
      method: "POST",
      audit: "batch.create",
      path: "/api/v1/batches",
      role: "submit",
      scope: "tenant",
      tag: "Batches",
      summary: "Open a batch",
      description:
        "It takes items until it is sealed; nothing of it starts before. The same Idempotency-Key with the same body is the same batch.",
      headers: { "Idempotency-Key": "any text of at most 255 characters" },
      body: newBatch,
      answers: {
        201: { description: "Opened", schema: batchSchema },
        409: { description: "The key stands for a batch with other settings", schema: problemSchema },
        429: { description: "Too many requests, open batches, batches or kept bytes", schema: problemSchema },
      },
      handle: async ({ key, own, body, headers }) => {
        const name = batchIdOf(key.tenant, headers["idempotency-key"]);
        if (body.webhook !== undefined) await webhooks.check(key.tenant, body.webhook);
        const batch = await own.openBatch({
          objectKeyTemplate,
          ...(name === undefined ? {} : { batchId: name }),
          ...(body.invalid === undefined ? {} : { invalid: body.invalid }),
          ...(body.priority === undefined ? {} : { priority: body.priority }),
          ...(body.max_failure_ratio === undefined ? {} : { maxFailureRatio: body.max_failure_ratio }),
          ...(body.budget_usd === undefined ? {} : { budgetMicroUsd: microUsd(body.budget_usd) }),
          ...(body.webhook === undefined ? {} : { webhook: body.webhook, webhookOfEach: body.webhook_of_each ?? false }),
        });
        return json(201, showBatch(batch), { location: `/api/v1/batches/${batch.batchId}` });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/batches",
      role: "read",
      scope: "tenant",
      tag: "Batches",
      summary: "List batches, newest first",
      query: pageQuery,
      answers: { 200: { description: "A page", schema: batchPageSchema } },
      handle: async ({ own, query: { limit, cursor } }) => {
        const page = await own.batches({ limit, ...(cursor === undefined ? {} : { cursor }) });
        return json(200, { object: "list", data: page.items.map(showBatch), next_cursor: page.nextCursor ?? null });
      },
    }),
    defineRoute({
      ...base,
      method: "GET",
      path: "/api/v1/batches/:id",
      role: "read",
      summary: "One batch, with its counters",
      answers: { 200: { description: "As it is now", schema: batchSchema }, ...notFoundDoc },
      handle: async ({ own, params }) => json(200, showBatch(await own.batch(params.id))),
    }),
    defineRoute({
      ...base,
      method: "POST",
      audit: "batch.items",
      path: "/api/v1/batches/:id/items",
      role: "submit",
      summary: "Send items into an open batch",
      description:
        "A stream of JSON lines, CSV with a header, or one prompt a line, at most 1 GiB; a batch has at most 1,000,000 items. An item's place (from `start`) or its custom_id makes sending it again harmless: after a broken upload send all again, or the rest with `start`.",
      query: z.object({
        start: z.coerce.number().int().min(0).max(BATCH_LIMITS.maxItems).default(0),
        seal: switchField.describe("whether the batch is complete with this upload"),
      }),
      streams: itemFormats,
      media: true,
      answers: {
        200: { description: "What became of them", schema: uploadSchema },
        409: { description: "The batch is sealed", schema: problemSchema },
        413: { description: "Too many bytes, lines or items; what came before is taken", schema: problemSchema },
        429: {
          description: "Too many requests, uploads under way, unfinished generations or kept bytes; what came before is taken",
          schema: problemSchema,
        },
        415: { description: "Another content type", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ key, own, params, query, body, headers, tell }) => {
        await own.batch(params.id);
        const format = readItemFormat(headers["content-type"]);
        const report = await ingestItems(own, body, {
          batchId: params.id,
          format,
          start: query.start,
          requireRoom: (more) => quota.requireRoom(key.tenant, more),
          keepMedia: arrivals.keepMedia(key.tenant),
        });
        const { received, created, invalid } = report;
        tell({ details: { received: String(received), created: String(created), invalid: String(invalid), seal: String(query.seal) } });
        if (query.seal) await seal(own, params.id, query.start + report.received);
        return json(200, { object: "upload", ...report, batch: showBatch(await own.batch(params.id)) });
      },
    }),
    defineRoute({
      ...base,
      method: "POST",
      audit: "batch.seal",
      path: "/api/v1/batches/:id/seal",
      wholeBatch: true,
      role: "submit",
      summary: "Say that it is complete: it starts, or is rejected for its bad lines",
      body: sealBody,
      answers: {
        200: { description: "Sealed, now or before, or rejected", schema: sealSchema },
        409: { description: "Not all of `total` items are there", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ own, params, body, tell }) => {
        await own.batch(params.id);
        const receipt = await seal(own, params.id, body.total);
        tell({ details: { result: receipt.result, received: String(receipt.received) } });
        return json(200, { object: "seal", ...receipt, batch: showBatch(await own.batch(params.id)) });
      },
    }),
    defineRoute({
      ...base,
      method: "PATCH",
      audit: "batch.set",
      path: "/api/v1/batches/:id",
      role: "submit",
      summary: "Change its priority, or what stops it",
      body: batchChange,
      answers: { 200: { description: "As it is now", schema: batchSchema }, ...notFoundDoc },
      handle: async ({ own, params, body, tell }) => {
        const before = showBatch(await own.batch(params.id));
        tell({
          details: changeWords({
            priority: [before.priority, body.priority],
            max_failure_ratio: [before.max_failure_ratio, body.max_failure_ratio],
            budget_usd: [before.budget_usd, body.budget_usd],
          }),
        });
        if (body.priority !== undefined) await own.setBatchPriority(params.id, body.priority);
        await own.setBatchLimits(params.id, {
          ...(body.max_failure_ratio === undefined ? {} : { maxFailureRatio: body.max_failure_ratio }),
          ...(body.budget_usd === undefined ? {} : { budgetMicroUsd: body.budget_usd === null ? null : microUsd(body.budget_usd) }),
        });
        return json(200, showBatch(await own.batch(params.id)));
      },
    }),
    ...(["pause", "resume"] as const).map((action) =>
      defineRoute({
        ...base,
        method: "POST",
        audit: `batch.${action}`,
        path: `/api/v1/batches/:id/${action}`,
        role: "submit",
        summary: action === "pause" ? "Start nothing new of it; what is in flight is finished" : "Go on where it was paused or stopped",
        answers: { 200: { description: "As it is now", schema: batchSchema }, ...notFoundDoc },
        handle: async ({ own, params }) => {
          await own.batch(params.id);
          await (action === "pause" ? own.pauseBatch(params.id) : own.resumeBatch(params.id));
          return json(200, showBatch(await own.batch(params.id)));
        },
      }),
    ),
    defineRoute({
      ...base,
      method: "POST",
      audit: "batch.cancel",
      path: "/api/v1/batches/:id/cancel",
      wholeBatch: true,
      role: "submit",
      summary: "Cancel all of it that has not ended",
      answers: { 200: { description: "What became of its generations", schema: cancelSchema }, ...notFoundDoc },
      handle: async ({ own, params, tell }) => {
        await own.batch(params.id);
        const { cancelled, cancelling, alreadyEnded } = await own.cancelBatch(params.id);
        tell({ details: { cancelled: String(cancelled), cancelling: String(cancelling) } });
        const batch = showBatch(await own.batch(params.id));
        return json(200, { object: "batch_cancel", cancelled, cancelling, already_ended: alreadyEnded, batch });
      },
    }),
    defineRoute({
      ...base,
      method: "POST",
      audit: "batch.retry",
      path: "/api/v1/batches/:id/retry",
      wholeBatch: true,
      role: "submit",
      summary: "Go on with all that has failed, where it failed",
      body: retryBody,
      answers: { 200: { description: "How many", schema: retrySchema }, ...notFoundDoc },
      handle: async ({ key, own, params, body, tell }) => {
        const { counts } = await own.batch(params.id);
        tell({ details: { rebuy: String(body.rebuy ?? false), ...(body.code === undefined ? {} : { code: body.code }) } });
        if (body.rebuy === true) await quota.requireRoomAgain(key.tenant, counts.failed);
        const receipt = await own.retryBatch(params.id, {
          ...(body.rebuy === undefined ? {} : { rebuy: body.rebuy }),
          ...(body.code === undefined ? {} : { code: body.code }),
        });
        return json(200, { object: "batch_retry", ...receipt, batch: showBatch(await own.batch(params.id)) });
      },
    }),
    ...(
      [
        ["results.jsonl", "all", "Every generation of it as a line, at any time"],
        ["errors.jsonl", "errors", "What failed or was cancelled, as lines"],
      ] as const
    ).map(([name, which, summary]) =>
      defineRoute({
        ...base,
        method: "GET",
        path: `/api/v1/batches/:id/${name}`,
        role: "read",
        summary,
        answers: { 200: { description: "One JSON object a line, in the batch's order", ...lines }, ...notFoundDoc },
        handle: async ({ own, params }) => {
          await own.batch(params.id);
          return {
            status: 200,
            open: () => jsonLines(own.results(params.id, which), lineForTenants),
            contentType: "application/x-ndjson",
          };
        },
      }),
    ),
    defineRoute({
      ...base,
      method: "GET",
      path: "/api/v1/batches/:id/faults.jsonl",
      role: "read",
      summary: "The lines that cannot be used, by their index; what is wrong is told of the first that came",
      answers: { 200: { description: "One JSON object a line", ...lines }, ...notFoundDoc },
      handle: async ({ own, params }) => {
        await own.batch(params.id);
        return {
          status: 200,
          open: () => jsonLines(own.batchFaults(params.id), (fault) => fault),
          contentType: "application/x-ndjson",
        };
      },
    }),
  ];

  async function seal(
    own: TenantProducer,
    batchId: string,
    total: number | undefined,
  ): Promise<{ result: string; received: number; invalid: number }> {
    const receipt = await own.sealBatch(batchId, total === undefined ? {} : { total });
    if (receipt.result === "incomplete")
      throw new Problem(409, "incomplete", {
        detail: `The batch has ${receipt.received} items and ${receipt.invalid} that cannot be used, of ${receipt.total} that were announced. Send the rest, or all again.`,
      });
    const { result, received, invalid } = receipt;
    return { result, received, invalid };
  }
}

function jsonLines<Value>(values: AsyncIterable<Value>, show: (value: Value) => unknown): Readable {
  async function* text(): AsyncGenerator<string> {
    for await (const value of values) {
      yield `${JSON.stringify(show(value))}\n`;
      const rest = giveWay();
      if (rest !== undefined) await rest;
    }
  }
  return Readable.from(text(), { objectMode: false });
}

/** The same key of the same tenant is the same batch. */
function batchIdOf(tenant: string, header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== "string" || header === "" || header.length > 255)
    throw new Problem(400, "bad_idempotency_key", { detail: "Idempotency-Key is a text of 1 to 255 characters, given once." });
  return `batch_${createHash("sha256").update(`${tenant}\n${header}`).digest("hex").slice(0, 32)}`;
}
