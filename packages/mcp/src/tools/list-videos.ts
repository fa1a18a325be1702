import { GENERATION_STATES, optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { told } from "../told.ts";
import { showVideo, videoSchema } from "../views.ts";

/** Tool: the tenant's videos, page by page. */
export const listVideos = defineTool(
  "list_videos",
  {
    title: "List videos",
    description: "List videos: of the newest batch first, each in its order. Narrow it by batch or state.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({
      batch_id: z.string().min(1).max(128).optional(),
      state: z.enum(GENERATION_STATES).optional(),
      limit: z.number().int().min(1).max(100).default(20),
      cursor: z.string().max(300).optional().describe("next_cursor of the page before"),
    }),
    output: z.object({ videos: z.array(videoSchema), next_cursor: z.string().nullable() }),
  },
  async ({ batch_id: batch, state, limit, cursor }, { client }) => {
    const query = {
      limit,
      ...optional({ batch, state, cursor }),
    };
    const page = await told(client.api.GET("/api/v1/generations", { params: { query } }));
    return { structured: { videos: page.data.map(showVideo), next_cursor: page.next_cursor } };
  },
);
