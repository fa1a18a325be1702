import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { byId, oneOfShape, readOneOf } from "../one-of.ts";
import { told } from "../told.ts";
import { batchSchema, showBatch, showVideo, videoSchema } from "../views.ts";

/** Tool: a video or a batch as it is now. */
export const getStatus = defineTool(
  "get_status",
  {
    title: "Get status",
    description: "Say how one video, or one batch, is now.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject(oneOfShape),
    output: z.object({ video: videoSchema.optional(), batch: batchSchema.optional() }),
  },
  async (args, { client }) => {
    const one = readOneOf(args);
    if ("batch" in one)
      return {
        structured: { batch: showBatch(await told(client.api.GET("/api/v1/batches/{id}", byId(one.batch)))) },
      };
    return {
      structured: { video: showVideo(await told(client.api.GET("/api/v1/generations/{id}", byId(one.video)))) },
    };
  },
);
