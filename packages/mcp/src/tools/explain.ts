import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { byId } from "../one-of.ts";
import { told } from "../told.ts";

/** Tool: says what a video waits for, or why it failed. */
export const explain = defineTool(
  "explain",
  {
    title: "Explain",
    description: "Say in one sentence what a video waits for, why, and about how long; or why it failed.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({ video_id: z.string().min(1).max(200) }),
    output: z.object({
      id: z.string(),
      state: z.string(),
      waits_for: z.string(),
      because: z.string(),
      position: z.number().nullable().describe("how many of your videos are ahead of it"),
      starts_in_seconds: z.number().nullable(),
    }),
  },
  async ({ video_id: video }, { client }) => {
    const found = await told(client.api.GET("/api/v1/generations/{id}/explain", byId(video)));
    const { id, state, waits_for, because, position, starts_in_seconds } = found;
    return { structured: { id, state, waits_for, because, position, starts_in_seconds } };
  },
);
