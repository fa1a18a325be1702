import { optional } from "@hailuo-queue/contracts";
import type { components } from "@hailuo-queue/client";
import { z } from "zod";
import { defineTool, ToolRefusal } from "../define-tool.ts";
import { estimate, judge } from "../purchase/estimate.ts";
import { requestKey } from "../purchase/request-key.ts";
import { agreementShape, keyField, priorityField, requestShape } from "../request-shape.ts";
import { told } from "../told.ts";
import { showVideo, videoSchema } from "../views.ts";

const input = z.strictObject({
  ...requestShape,
  ...agreementShape,
  priority: priorityField,
  idempotency_key: keyField,
});
const output = z.object({
  bought: z.boolean().describe("false: this very request was submitted before, and `video` is what became of it"),
  note: z.string(),
  video: videoSchema,
});

/** Tool: BUYS one video. */
export const submitVideo = defineTool(
  "submit_video",
  {
    title: "Submit a video",
    description:
      "Buy one video: enqueue a request. It takes minutes; follow it with wait or get_status. The " +
      "same request is bought once, however often you call. A purchase above a small amount needs " +
      "max_cost_usd; without it the answer says the price.",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  },
  { input, output },
  async ({ max_cost_usd, allow_unpriced, priority, idempotency_key: key, ...request }, context) => {
    const decision = judge(context, await estimate(context, [request]), { max_cost_usd, allow_unpriced });
    if (decision.result === "refuse") throw new ToolRefusal(decision.why);
    // This line costs money: the gateway enqueues what the workers buy.
    const answer = context.client.api.POST("/api/v1/generations", {
      body: { ...request, ...optional({ priority }) } as components["schemas"]["NewGeneration"],
      params: { header: { "Idempotency-Key": requestKey("video", request, key) } },
    });
    const video = showVideo(await told(answer));
    const isNew = (await answer).response.status === 201;
    return { structured: { bought: isNew, note: noteOf(isNew, video.state), video } };
  },
);

function noteOf(isNew: boolean, state: string): string {
  if (isNew) return "Enqueued. Call wait with its id to follow it.";
  if (state === "failed" || state === "cancelled")
    return (
      `This request was submitted before and is ${state}; nothing was ` + "bought. Use retry, or a new idempotency_key."
    );
  return "This request was submitted before; nothing was bought. For another take of it give a new idempotency_key.";
}
