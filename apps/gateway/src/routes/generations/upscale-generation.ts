import { errorMessage, type GenerationRecord } from "@hailuo-queue/contracts";
import { requireUpscalable, type UpscaleSource } from "@hailuo-queue/producer";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { keepVideo } from "../../videos/keep-video.ts";
import { showGeneration } from "../../views/generation.ts";
import { singlesBatch } from "../owned.ts";
import type { PartsOf } from "../route-parts.ts";
import type { upscale } from "./operations.ts";

export async function upscaleGeneration(
  { key, own, params, body, signal }: CallOf<typeof upscale>,
  parts: PartsOf<"quota" | "arrivals" | "store" | "objectKeyTemplate" | "accounts" | "now">,
): Promise<Answer> {
  const record = await own.get(params.id);
  const { resolution, from } = body;
  const accounts = from === "task" ? await parts.accounts() : [];
  try {
    requireUpscalable(record, { from, accounts, nowMs: parts.now() });
  } catch (error) {
    throw new Problem(409, "not_upscalable", { detail: errorMessage(error) });
  }
  await parts.quota.requireRoom(key.tenant, 1);
  const source = from === "task" ? from : await videoOf(record, { tenant: key.tenant, signal }, parts);
  const { objectKeyTemplate } = parts;
  const receipt = await own.upscale(record.id, source, {
    resolution,
    batchId: singlesBatch(key.tenant),
    objectKeyTemplate,
  });
  return json(receipt.result === "created" ? 201 : 200, showGeneration(await own.get(receipt.id)), {
    location: `/api/v1/generations/${receipt.id}`,
  });
}

async function videoOf(
  record: GenerationRecord,
  ...how: [{ readonly tenant: string; readonly signal: AbortSignal }, PartsOf<"arrivals" | "store">]
): Promise<UpscaleSource> {
  const kept = await keepVideo(record, ...how);
  if ("baseVideo" in kept) return kept;
  throw new Problem(409, "no_base_video", { detail: `${kept.why}; say {"from": "task"} to make it from its task.` });
}
