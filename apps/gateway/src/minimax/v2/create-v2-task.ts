import { errorMessage, type GenerationRecord, spellValue, storedInput } from "@hailuo-queue/contracts";
import { requireUpscalable, UPSCALE_RESOLUTIONS, type UpscaleSource } from "@hailuo-queue/producer";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../../routes/route-parts.ts";
import { keepVideo } from "../../videos/keep-video.ts";
import { findInput } from "../find-input.ts";
import { readCallback } from "../read-callback.ts";
import { invalid } from "../read-request.ts";
import { type SubmitAs, type SubmitParts, submitTask } from "../submit-task.ts";
import { warningHeader } from "../warning-header.ts";
import { findV2Task } from "./find-v2-task.ts";
import type { create } from "./operations.ts";
import { leftOutOf, readV2Model, readV2Request, refuseV2Faults } from "./read-v2-request.ts";
import { CONTEXT_IR, GENERATION, REGENERATION, type V2Call } from "./v2-calls.ts";

type Create = CallOf<typeof create>;
type Parts = SubmitParts & PartsOf<"arrivals" | "webhooks">;
type RemakeParts = Parts & PartsOf<"store" | "accounts" | "now">;

export function createV2Task(call: Create, parts: Parts): Promise<Answer> {
  return createOf(GENERATION, call, parts);
}

export function createV2Prompt(call: Create, parts: Parts): Promise<Answer> {
  return createOf(CONTEXT_IR, call, parts);
}

/** A video again, larger: of a task of the caller's, or of a video that comes with the request. */
export async function createV2Regeneration(call: Create, parts: RemakeParts): Promise<Answer> {
  const { body } = call;
  const source = spellValue("source_task_id", body["source_task_id"]);
  const isBare = spellValue("media_inputs", body["content"]) === undefined;
  if ((source === undefined) === isBare)
    throw invalid("source_task_id and content with one base_video exclude each other, and one is required");
  if (source === undefined) return createOf(REGENERATION, call, parts);
  readV2Model(body, REGENERATION);
  const resolution = UPSCALE_RESOLUTIONS.find((name) => name === spellValue("resolution", body["resolution"]));
  if (resolution === undefined) throw invalid(`resolution must be ${UPSCALE_RESOLUTIONS.join(" or ")}`);
  const record = await findSource(call, String(source));
  const from = await sourceOf(record, call, parts);
  const { aigc_watermark: _mark, duration: _length, ...rest } = body;
  const leftOut = leftOutOf(rest, REGENERATION, false);
  return submit(
    call,
    { request: (name, options) => call.own.upscale(record.id, from, { ...options, ...name, resolution }), leftOut },
    parts,
  );
}

async function createOf(kind: V2Call, call: Create, parts: Parts): Promise<Answer> {
  const { own, body } = call;
  const findUpload = async (number: string): Promise<string | undefined> => {
    const input = await findInput(own, number);
    return input === undefined ? undefined : storedInput(input.sha256, input.facts.type).reference;
  };
  return submit(
    call,
    await readV2Request(body, kind, { keepMedia: parts.arrivals.keepMedia(own.tenant), findUpload }),
    parts,
  );
}

/** The task is one of the tenant's single generations, with the task's number as `custom_id`. */
async function submit(
  { own, body, headers, tell, resend }: Create,
  { request, leftOut }: { readonly request: object | SubmitAs; readonly leftOut: readonly string[] },
  parts: Parts,
): Promise<Answer> {
  const { webhooks } = parts;
  const webhook = await readCallback(own.tenant, body["callback_url"], { form: "minimax-v2", webhooks });
  const taskId = await submitTask(own, { request, webhook, headers, resend, refuse: refuseV2Faults }, parts);
  // Of this door: the custom_id of the generation behind it.
  tell({ about: { custom_id: taskId } });
  return json(200, { task_id: taskId }, warningHeader(leftOut));
}

async function findSource({ own }: Create, number: string): Promise<GenerationRecord> {
  try {
    return await findV2Task(own, number);
  } catch {
    throw invalid(`source_task_id ${JSON.stringify(number.slice(0, 40))} is no task of yours here`);
  }
}

/** From the stored video, which every account can make again; from its task where that video is gone. */
async function sourceOf(
  record: GenerationRecord,
  { own, signal }: Create,
  parts: RemakeParts,
): Promise<UpscaleSource | "task"> {
  const nowMs = parts.now();
  try {
    requireUpscalable(record, { from: "video", accounts: [], nowMs });
    const kept = await keepVideo(record, { tenant: own.tenant, signal }, parts);
    if ("baseVideo" in kept) return kept;
    requireUpscalable(record, { from: "task", accounts: await parts.accounts(), nowMs });
    return "task";
  } catch (error) {
    throw invalid(errorMessage(error));
  }
}
