import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { byId, oneOfShape, readOneOf } from "../one-of.ts";
import { told } from "../told.ts";
import { batchSchema, showBatch, showVideo, videoSchema } from "../views.ts";

/** Tool: cancels a video or a batch. */
export const cancel = defineTool(
  "cancel",
  {
    title: "Cancel",
    description:
      "Cancel one video, or all unfinished videos of a batch. What waits ends at once and costs nothing; " +
      "what the provider works on may still be charged, and its video is not kept.",
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  },
  {
    input: z.strictObject(oneOfShape),
    output: z.object({ video: videoSchema.optional(), batch: batchSchema.optional() }),
  },
  async (args, { client }) => {
    const one = readOneOf(args);
    if ("batch" in one) {
      const { batch } = await told(client.api.POST("/api/v1/batches/{id}/cancel", byId(one.batch)));
      return { structured: { batch: showBatch(batch) } };
    }
    const video = await told(client.api.POST("/api/v1/generations/{id}/cancel", byId(one.video)));
    return { structured: { video: showVideo(video) } };
  },
);
