import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { labelsShape } from "../request-shape.ts";
import { told } from "../told.ts";
import { batchSchema, showBatch } from "../views.ts";

/** Tool: the tenant's batches, page by page. */
export const listBatches = defineTool(
  "list_batches",
  {
    title: "List batches",
    description:
      "List batches, newest first, each with its name and tags, the number of its videos by state and its cost; with a name or tags only those that have them.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({
      limit: z.number().int().min(1).max(100).default(20),
      ...labelsShape,
      cursor: z.string().max(300).optional().describe("next_cursor of the page before"),
    }),
    output: z.object({ batches: z.array(batchSchema), next_cursor: z.string().nullable() }),
  },
  async ({ limit, cursor, name, tags = {} }, { client }) => {
    const tag = Object.entries(tags).map(([key, value]) => `${key}:${value}`);
    const query = { limit, ...optional({ cursor, name }), tag };
    const page = await told(client.api.GET("/api/v1/batches", { params: { query } }));
    return { structured: { batches: page.data.map(showBatch), next_cursor: page.next_cursor } };
  },
);
