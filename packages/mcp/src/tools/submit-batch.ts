import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineTool, ToolRefusal } from "../define-tool.ts";
import { estimate, judge } from "../purchase/estimate.ts";
import { requestKey } from "../purchase/request-key.ts";
import { itemsShape, readItems } from "../read-items.ts";
import { agreementShape, keyField, labelsShape, priorityField } from "../request-shape.ts";
import { told } from "../told.ts";
import { batchSchema, showBatch } from "../views.ts";

const input = z.strictObject({
  ...itemsShape,
  ...agreementShape,
  ...labelsShape,
  priority: priorityField,
  idempotency_key: keyField,
});
const output = z.object({
  bought: z.number().describe("videos that were enqueued now; those of an earlier call are not bought again"),
  note: z.string(),
  batch: batchSchema,
});

/** Tool: BUYS several videos, all or none. */
export const submitBatch = defineTool(
  "submit_batch",
  {
    title: "Submit a batch of videos",
    description:
      "Buy up to 500 videos at once, as one batch. Either all requests can be made, or none is " +
      "bought. The same list is bought once, however often you call. max_cost_usd becomes the " +
      "budget of the batch: nothing of it starts beyond that.",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  },
  { input, output },
  async (
    { max_cost_usd: maxCostUsd, allow_unpriced, priority, idempotency_key: key, name, tags, ...list },
    context,
  ) => {
    const { client } = context;
    const items = readItems(list);
    const decision = judge(context, await estimate(context, items), { max_cost_usd: maxCostUsd, allow_unpriced });
    if (decision.result === "refuse") throw new ToolRefusal(decision.why);
    const opened = await told(
      client.api.POST("/api/v1/batches", {
        body: {
          ...optional({ budget_usd: maxCostUsd, priority, name, tags }),
        },
        headers: { "idempotency-key": requestKey("batch", items, key) },
      }),
    );
    if (opened.phase !== "open") return { structured: { bought: 0, note: THERE, batch: showBatch(opened) } };
    const { created, conflicts } = await client.sendItems(opened.id, items);
    if (conflicts > 0) throw new ToolRefusal(`Another list was begun with this idempotency_key. Nothing was bought.`);
    // This line costs money: a sealed batch starts.
    const { result, batch } = await told(
      client.api.POST("/api/v1/batches/{id}/seal", {
        params: { path: { id: opened.id } },
        body: { total: items.length },
      }),
    );
    if (result === "rejected") throw new ToolRefusal("The batch was rejected for invalid items. Nothing was bought.");
    return {
      structured: { bought: created, note: "Enqueued. Call wait with batch_id to follow it.", batch: showBatch(batch) },
    };
  },
);

const THERE = "This list was submitted before; nothing was bought. For another take of it give a new idempotency_key.";
