import type { Batch, Generation, StreamEvent } from "@hailuo-queue/client";
import { z } from "zod";
import { defineTool, type ToolCall } from "../define-tool.ts";
import { byId, type OneOf, oneOfShape, readOneOf } from "../one-of.ts";
import { told } from "../told.ts";
import type { ToolContext } from "../tool-context.ts";
import { batchSchema, endedOf, isEnd, showBatch, showVideo, videoSchema } from "../views.ts";

/** Less than the minute that clients give a tool by default. */
const USUAL_SECONDS = 45;
const MOST_SECONDS = 600;
/** Clients that count the time since the last word hear one so often. */
const TELL_EVERY_MS = 5000;

/** Tool: waits for a video or a batch, with progress. */
export const wait = defineTool(
  "wait",
  {
    title: "Wait",
    description:
      "Wait until a video, or a whole batch, has ended, for at most timeout_seconds, and say how " +
      "it is then. It tells progress while it waits. If done is false, call it again: the work " +
      "goes on. Cancelling the call ends the waiting alone.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    input: z.strictObject({
      ...oneOfShape,
      timeout_seconds: z.number().int().min(1).max(MOST_SECONDS).default(USUAL_SECONDS),
    }),
    output: z.object({
      done: z.boolean().describe("whether nothing more happens to it by itself"),
      video: videoSchema.optional(),
      batch: batchSchema.optional(),
    }),
  },
  async ({ timeout_seconds: seconds, ...args }, context, call) => {
    const one = readOneOf(args);
    await follow(one, context, call, seconds * 1000);
    if ("batch" in one) {
      const batch = await told(context.client.api.GET("/api/v1/batches/{id}", byId(one.batch)));
      return { structured: { done: batch.outcome !== null, batch: showBatch(batch) } };
    }
    const video = await told(context.client.api.GET("/api/v1/generations/{id}", byId(one.video)));
    return { structured: { done: isEnd(video.state), video: showVideo(video) } };
  },
);

/** Reads the events until the end, the timeout or the call's own end, and tells the client of them. */
async function follow(one: OneOf, { client }: ToolContext, call: ToolCall, timeoutMs: number): Promise<void> {
  const startedAt = performance.now();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([call.signal, timeout]);
  let standing: Standing = { ended: 0, total: 1, message: "waiting" };
  // It has to grow from one to the next: what has ended, and less than one more for the time that has passed.
  const tell = (): Promise<void> => {
    const passed = Math.min((performance.now() - startedAt) / timeoutMs, 1) * 0.9;
    return call.tell({
      progress: Math.min(standing.ended + passed, standing.total),
      total: standing.total,
      message: standing.message,
    });
  };
  const timer = setInterval(() => void tell().catch(() => undefined), TELL_EVERY_MS);
  try {
    const events = "batch" in one ? client.batchEvents(one.batch, signal) : client.generationEvents(one.video, signal);
    for await (const event of events) {
      const next = standingOf(one, event);
      if (next === undefined || next.message === standing.message) continue;
      standing = { ...next, ended: Math.max(next.ended, standing.ended) };
      await tell();
    }
  } catch (error) {
    // Its own time being over is no fault.
    if (!timeout.aborted && !call.signal.aborted) throw error;
  } finally {
    clearInterval(timer);
  }
}

interface Standing {
  readonly ended: number;
  readonly total: number;
  readonly message: string;
}

function standingOf(one: OneOf, { event, data }: StreamEvent): Standing | undefined {
  if ("batch" in one) {
    if (event === "change") return undefined;
    const batch = data as Batch;
    const ended = endedOf(batch);
    const failed = batch.counts.failed === 0 ? "" : `, ${batch.counts.failed} failed`;
    return { ended, total: batch.total, message: `${ended} of ${batch.total} videos have ended${failed}` };
  }
  const state = event === "change" ? (data as { readonly to: string }).to : (data as Generation).state;
  return { ended: isEnd(state) ? 1 : 0, total: 1, message: state };
}
