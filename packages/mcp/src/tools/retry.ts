import type { HailuoClient } from "@hailuo-queue/client";
import { z } from "zod";
import { defineTool, ToolRefusal } from "../define-tool.ts";
import { byId, type OneOf, oneOfShape, readOneOf } from "../one-of.ts";
import { estimate, judge } from "../purchase/estimate.ts";
import { agreementShape } from "../request-shape.ts";
import { told } from "../told.ts";
import { batchSchema, showBatch, showVideo, videoSchema } from "../views.ts";

/** Of one call: each is priced before any is bought. */
const MOST_REBOUGHT = 200;
/** It would have to be bought again, or is not failed any more. */
const NOT_RETRIED = 409;

/** Tool: runs the failed stage again. MAY BUY, with `rebuy`. */
export const retry = defineTool(
  "retry",
  {
    title: "Retry",
    description:
      "Run the failed stage of a video again, or of all failed videos of a batch. A failed download " +
      "costs nothing. A video that failed before the provider made it is bought again, only with " +
      "rebuy: true and, above a small amount, max_cost_usd.",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  },
  {
    input: z.strictObject({
      ...oneOfShape,
      ...agreementShape,
      rebuy: z.boolean().default(false).describe("whether a failed video may be bought again"),
    }),
    output: z.object({
      video: videoSchema.optional(),
      batch: batchSchema.optional(),
      retried: z.number(),
      refused: z.number().describe("would have to be bought again: call again with rebuy if the user agrees"),
    }),
  },
  async ({ rebuy, max_cost_usd, allow_unpriced, ...args }, context, { signal }) => {
    const { client } = context;
    const one = readOneOf(args);
    const failed = rebuy ? await failedOf(client, one) : [];
    if (failed.length > 0) {
      const price = await estimate(
        context,
        failed.map(({ request }) => request),
      );
      const decision = judge(context, price, { max_cost_usd, allow_unpriced });
      if (decision.result === "refuse") throw new ToolRefusal(decision.why);
    }
    if ("video" in one) {
      const video = await told(retryOne(client, one.video, rebuy));
      return { structured: { retried: 1, refused: 0, video: showVideo(video) } };
    }
    const free = await told(
      client.api.POST("/api/v1/batches/{id}/retry", { ...byId(one.batch), body: { rebuy: false } }),
    );
    if (!rebuy) return { structured: { retried: free.retried, refused: free.refused, batch: showBatch(free.batch) } };
    const counts = await rebuyEach(client, failed, signal);
    const batch = await told(client.api.GET("/api/v1/batches/{id}", byId(one.batch)));
    return { structured: { retried: free.retried + counts.bought, refused: counts.refused, batch: showBatch(batch) } };
  },
);

interface Failed {
  readonly id: string;
  readonly request: object;
}

/** Those that a retry may buy again, to be priced: also those of which only a download failed. */
async function failedOf(client: HailuoClient, one: OneOf): Promise<readonly Failed[]> {
  if ("video" in one) {
    const { id, state, request } = await told(client.api.GET("/api/v1/generations/{id}", byId(one.video)));
    return state === "failed" ? [{ id, request }] : [];
  }
  const failed: Failed[] = [];
  for await (const { id, state, request } of client.results(one.batch, "errors")) {
    if (state !== "failed") continue;
    if (failed.length === MOST_REBOUGHT)
      throw new ToolRefusal(
        `More than ${MOST_REBOUGHT} videos of this batch have failed, too many ` +
          "to buy again from here. Nothing was bought.",
      );
    failed.push({ id: String(id), request: request as object });
  }
  return failed;
}

/** What can be had without a purchase is not bought: a video that was paid for is fetched again, whatever was agreed. */
async function retryOne(client: HailuoClient, id: string, rebuy: boolean) {
  const free = await client.api.POST("/api/v1/generations/{id}/retry", { ...byId(id), body: { rebuy: false } });
  if (!rebuy || free.response.status !== NOT_RETRIED) return free;
  // This line costs money.
  return client.api.POST("/api/v1/generations/{id}/retry", { ...byId(id), body: { rebuy: true } });
}

/** One by one: what fails in the meantime has no price that anybody agreed to. */
async function rebuyEach(
  client: HailuoClient,
  failed: readonly Failed[],
  signal: AbortSignal,
): Promise<{ readonly bought: number; readonly refused: number }> {
  let [bought, refused] = [0, 0];
  for (const { id } of failed) {
    signal.throwIfAborted();
    const { data } = await retryOne(client, id, true);
    if (data === undefined) refused += 1;
    else bought += 1;
  }
  return { bought, refused };
}
