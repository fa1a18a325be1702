import {
  errorMessage,
  type GenerationRecord,
  isEndState,
  MEDIA_BODY_BYTES,
  type ObjectStore,
  parseGenerationRequest,
} from "@hailuo-queue/contracts";
import { keepFieldMedia } from "@hailuo-queue/intake";
import { requireUpscalable, UPSCALE_RESOLUTIONS, UPSCALE_SOURCES } from "@hailuo-queue/producer";
import { z } from "zod";
import type { EventHub } from "../events/event-hub.ts";
import { Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import type { Arrivals } from "../inputs/arrivals.ts";
import type { QuotaGuard } from "../quota-guard.ts";
import { explanationSchema, showExplanation } from "../views/explanation.ts";
import { idParams, pageQuery, plainName, priorityField, stateField, webhookField } from "../views/fields.ts";
import { requestFields } from "../views/request-fields.ts";
import { generationPageSchema, generationSchema, showGeneration } from "../views/generation.ts";
import type { Webhooks } from "../webhooks/open-webhooks.ts";
import { singlesBatch } from "./owned.ts";

export interface GenerationRoutes {
  readonly hub: EventHub;
  readonly quota: QuotaGuard;
  readonly objectKeyTemplate: string;
  readonly webhooks: Pick<Webhooks, "check">;
  readonly arrivals: Pick<Arrivals, "keepMedia" | "keep">;
  readonly store: Pick<ObjectStore, "get">;
  readonly now: () => number;
}

const LONGEST_WAIT_SECONDS = 60;

const newGeneration = z
  .looseObject({
    ...requestFields,
    custom_id: plainName.optional().describe("your own name for it, unique among your single generations; it names the file"),
    priority: priorityField,
    webhook: webhookField.describe("URL that is told when it ends, or needs your attention"),
    reuse: z.boolean().optional().describe("whether a finished video of an identical request of yours will do"),
  })
  .meta({
    id: "NewGeneration",
    description: "A generation request, and how it is to be handled. Which fields and values go together depends on the model.",
    // Unknown fields are refused too, by a sentence that knows the nearest name.
    additionalProperties: false,
  });

const upscaleBody = z.strictObject({
  resolution: z.enum(UPSCALE_RESOLUTIONS).default("2K"),
  from: z
    .enum(UPSCALE_SOURCES)
    .default("video")
    .describe("the stored video with all that it was made from, or its task, which MiniMax opens for some accounts alone"),
});
const retryBody = z.strictObject({ rebuy: z.boolean().default(false).describe("whether a failed create may be bought again") });
const notFoundDoc = { 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;

export function generationRoutes(parts: GenerationRoutes): readonly Route[] {
  const { hub, quota, objectKeyTemplate, webhooks, arrivals, store, now } = parts;

  /** The stored video becomes an input of its tenant. */
  async function keepVideo({ objectKey }: GenerationRecord, tenant: string, signal: AbortSignal): Promise<{ readonly baseVideo: string }> {
    const body = await store.get(objectKey);
    const kept = body === undefined ? undefined : await arrivals.keep(tenant, { body, signal });
    if (kept !== undefined && kept.result !== "refused") return { baseVideo: kept.reference };
    const why = kept === undefined ? "Its video is not in storage any more" : "Its video is no MP4 of at most 50 MB";
    throw new Problem(409, "no_base_video", { detail: `${why}; say {"from": "task"} to make it from its task.` });
  }
  return [
    defineRoute({
      method: "POST",
      audit: "generation.create",
      path: "/api/v1/generations",
      role: "submit",
      scope: "tenant",
      tag: "Generations",
      summary: "Enqueue one generation",
      description:
        "Sent again with the same Idempotency-Key (or custom_id) and the same body it answers with the original, with another body with 409. `Prefer: wait=30` holds the answer until the generation has ended, at most 60 s.",
      headers: {
        "Idempotency-Key": "any text of at most 255 characters: makes sending it again harmless",
        Prefer: "wait=<seconds>: hold the answer until it has ended",
      },
      body: newGeneration,
      bodyLimit: MEDIA_BODY_BYTES,
      media: true,
      answers: {
        201: { description: "Enqueued", schema: generationSchema },
        200: { description: "It was there before", schema: generationSchema },
        400: { description: "What is wrong, field by field", schema: problemSchema },
        409: { description: "The key or custom_id stands for another request", schema: problemSchema },
        413: { description: "Too large", schema: problemSchema },
        422: { description: "JSON that is nested too deeply, holds too much, or names something twice", schema: problemSchema },
        429: { description: "Too many requests, unfinished generations or kept bytes", schema: problemSchema },
      },
      handle: async ({ key, own, body, headers, signal, hold }) => {
        const { custom_id: customId, priority, reuse, webhook, ...asked } = body;
        const request = await keepFieldMedia(asked, arrivals.keepMedia(key.tenant));
        refuseFaults(request);
        if (webhook !== undefined) await webhooks.check(key.tenant, webhook);
        const idempotencyKey = readIdempotencyKey(headers["idempotency-key"]);
        if (idempotencyKey !== undefined && customId !== undefined)
          throw new Problem(400, "two_keys", { detail: "Give an Idempotency-Key or a custom_id: each names the generation." });
        const waitSeconds = readWait(headers["prefer"]);
        if (waitSeconds !== undefined) hold();
        await quota.requireRoom(key.tenant, 1);
        const receipt = await own.submit(
          { request, ...(customId === undefined ? {} : { customId }), ...(idempotencyKey === undefined ? {} : { idempotencyKey }) },
          {
            batchId: singlesBatch(key.tenant),
            objectKeyTemplate,
            ...(priority === undefined ? {} : { priority }),
            ...(reuse === undefined ? {} : { reuse }),
            ...(webhook === undefined ? {} : { webhook }),
          },
        );
        if (waitSeconds !== undefined) await hub.waitForEnd(own, receipt.id, waitSeconds * 1000, signal);
        const record = await own.get(receipt.id);
        return json(receipt.result === "created" ? 201 : 200, showGeneration(record), {
          location: `/api/v1/generations/${receipt.id}`,
          ...(waitSeconds === undefined ? {} : { "preference-applied": `wait=${waitSeconds}` }),
        });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/generations",
      role: "read",
      scope: "tenant",
      tag: "Generations",
      summary: "List generations, by batch: the newest batch first, each in its order",
      query: pageQuery.extend({ batch: plainName.optional(), state: stateField }),
      answers: { 200: { description: "A page", schema: generationPageSchema } },
      handle: async ({ own, query: { limit, batch, state, cursor } }) => {
        const page = await own.list({
          limit,
          ...(batch === undefined ? {} : { batchId: batch }),
          ...(state === undefined ? {} : { state }),
          ...(cursor === undefined ? {} : { cursor }),
        });
        return json(200, { object: "list", data: page.items.map(showGeneration), next_cursor: page.nextCursor ?? null });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/generations/:id",
      role: "read",
      scope: "generation",
      tag: "Generations",
      summary: "One generation",
      params: idParams,
      answers: { 200: { description: "As it is now", schema: generationSchema }, ...notFoundDoc },
      handle: async ({ own, params }) => json(200, showGeneration(await own.get(params.id))),
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/generations/:id/explain",
      role: "read",
      scope: "generation",
      tag: "Generations",
      summary: "What it waits for, why, and about how long",
      params: idParams,
      answers: { 200: { description: "One sentence, and a stable word", schema: explanationSchema }, ...notFoundDoc },
      handle: async ({ own, params }) => {
        const [record, explanation] = await Promise.all([own.get(params.id), own.explain(params.id)]);
        return json(200, showExplanation(explanation, record));
      },
    }),
    defineRoute({
      method: "POST",
      audit: "generation.cancel",
      path: "/api/v1/generations/:id/cancel",
      role: "submit",
      scope: "generation",
      tag: "Generations",
      summary: "Cancel it",
      description:
        "A queued one ends at once; one that the provider works on becomes `cancelling` and is not stored. One that has ended stays as it is.",
      params: idParams,
      answers: { 200: { description: "As it is now", schema: generationSchema }, ...notFoundDoc },
      handle: async ({ own, params }) => {
        await own.cancel(params.id);
        return json(200, showGeneration(await own.get(params.id)));
      },
    }),
    defineRoute({
      method: "POST",
      audit: "generation.create",
      path: "/api/v1/generations/:id/upscale",
      role: "submit",
      scope: "generation",
      tag: "Generations",
      summary: "Make its video again, larger",
      description:
        "Enqueues a generation of MiniMax-H3-Regeneration from a finished one of MiniMax-H3 in 768P, and buys it. Asked again it answers with the one that is there.",
      params: idParams,
      body: upscaleBody,
      answers: {
        201: { description: "Enqueued", schema: generationSchema },
        200: { description: "It was there before", schema: generationSchema },
        409: { description: "No larger video can be made of it, or its video is not in storage", schema: problemSchema },
        429: { description: "Too many requests, unfinished generations or kept bytes", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ key, own, params, body, signal }) => {
        const record = await own.get(params.id);
        const { resolution, from } = body;
        try {
          requireUpscalable(record, from, now());
        } catch (error) {
          throw new Problem(409, "not_upscalable", { detail: errorMessage(error) });
        }
        await quota.requireRoom(key.tenant, 1);
        const source = from === "task" ? from : await keepVideo(record, key.tenant, signal);
        const receipt = await own.upscale(record.id, source, { resolution, batchId: singlesBatch(key.tenant), objectKeyTemplate });
        return json(receipt.result === "created" ? 201 : 200, showGeneration(await own.get(receipt.id)), {
          location: `/api/v1/generations/${receipt.id}`,
        });
      },
    }),
    defineRoute({
      method: "POST",
      audit: "generation.retry",
      path: "/api/v1/generations/:id/retry",
      role: "submit",
      scope: "generation",
      tag: "Generations",
      summary: "Go on with a failed one where it failed",
      description:
        "A failed download is done again without a new create. What failed before has to be bought again, which is done only with `rebuy`.",
      params: idParams,
      body: retryBody,
      answers: {
        200: { description: "As it is now", schema: generationSchema },
        409: { description: "It has not failed, or would have to be bought again", schema: problemSchema },
        ...notFoundDoc,
      },
      handle: async ({ key, own, params, body, tell }) => {
        const { state } = await own.get(params.id);
        tell({ details: { rebuy: String(body.rebuy) } });
        if (isEndState(state) && body.rebuy) await quota.requireRoomAgain(key.tenant, 1);
        const receipt = await own.retry(params.id, body);
        if (receipt.result === "refused") throw new Problem(409, "not_retried", { detail: receipt.message });
        return json(200, showGeneration(await own.get(params.id)));
      },
    }),
  ];
}

function refuseFaults(request: unknown): void {
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (parsed.ok) return;
  throw new Problem(400, "invalid_request", {
    detail: `The generation cannot be made as it was asked for${parsed.faultCount > parsed.faults.length ? `: it has ${parsed.faultCount} faults, and the first are told` : ""}.`,
    errors: parsed.faults.map(({ field, message }) => ({ field, message })),
  });
}

function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header !== "" && header.length <= 255) return header;
  throw new Problem(400, "bad_idempotency_key", { detail: "Idempotency-Key is a text of 1 to 255 characters, given once." });
}

function readWait(header: string | readonly string[] | undefined): number | undefined {
  const wanted = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(String(header ?? ""))?.[1];
  return wanted === undefined ? undefined : Math.min(Number(wanted), LONGEST_WAIT_SECONDS);
}
