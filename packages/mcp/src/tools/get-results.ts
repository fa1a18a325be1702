import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineTool, ToolRefusal } from "../define-tool.ts";
import { byId, oneOfShape, readOneOf } from "../one-of.ts";
import { told } from "../told.ts";
import { showVideo, videoSchema } from "../views.ts";
import { resourceOf } from "../video-resources.ts";

/** Tool: links to finished videos. */
export const getResults = defineTool(
  "get_results",
  {
    title: "Get results",
    description:
      "Get links to finished videos: of one video, or of a batch page by page. Links of a " +
      "gateway are valid for an hour; ask again for new ones.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({
      ...oneOfShape,
      limit: z.number().int().min(1).max(50).default(20).describe("of a batch"),
      cursor: z.string().max(300).optional().describe("next_cursor of the page before"),
    }),
    output: z.object({
      videos: z.array(videoSchema.extend({ url: z.string().nullable().describe("null: stored elsewhere") })),
      next_cursor: z.string().nullable(),
    }),
  },
  async ({ limit, cursor, ...args }, context) => {
    const { client } = context;
    const one = readOneOf(args);
    const page =
      "batch" in one
        ? await told(
            client.api.GET("/api/v1/generations", {
              params: {
                query: { limit, batch: one.batch, state: "succeeded", ...optional({ cursor }) },
              },
            }),
          )
        : { data: [await told(client.api.GET("/api/v1/generations/{id}", byId(one.video)))], next_cursor: null };
    const [only] = page.data;
    if ("video" in one && only?.state !== "succeeded")
      throw new ToolRefusal(`It has no video: it is ${only?.state ?? "unknown"}. Use explain to learn why.`);
    const found = await Promise.all(
      page.data.map(async (generation) => ({ generation, resource: await resourceOf(context, generation) })),
    );
    return {
      structured: {
        videos: found.map(({ generation, resource }) => ({ ...showVideo(generation), url: resource?.uri ?? null })),
        next_cursor: page.next_cursor,
      },
      videos: found.flatMap(({ resource }) => (resource === undefined ? [] : [resource])),
    };
  },
);
