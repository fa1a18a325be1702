import { refusal } from "../refusals.ts";
import { isOver, type Stage, type Task } from "../tasks.ts";
import { TEXT_USAGE, usageOf } from "../usage.ts";
import { v2FaultOf } from "../v2-matrix.ts";
import type { Dialect, ReadRequest, StatusOptions } from "./dialect.ts";
import { FieldReader, present } from "./read-fields.ts";
import { readContent } from "./v2-content.ts";
import { v2Refusal } from "./v2-refusal.ts";

export const V2_WORDS: Readonly<Record<Stage, string>> = {
  preparing: "queued",
  queueing: "queued",
  processing: "running",
  success: "succeeded",
  fail: "failed",
  cancelled: "cancelled",
};

/**
 * The contract of the H3 models: content items with roles, real HTTP statuses, the link in the task instead of a file.
 */
export const minimaxV2: Dialect = {
  name: "minimax-v2",
  side: "v2",
  idStyle: "digits",
  readCreate,
  faultOf: v2FaultOf,
  created: (task) => ({ httpStatus: 200, body: { task_id: task.id } }),
  status: (task, stage, options) => ({
    httpStatus: 200,
    body: { task: { ...v2Task(task, stage, options), modality: modalityOf(task) } },
  }),
  pushed: (task, stage, link) => ({
    word: V2_WORDS[stage],
    body: { task: { ...v2Task(task, stage, { link }), modality: modalityOf(task) } },
  }),
  refused: (_call, why) => v2Refusal(why),
  unknownTask: (call) =>
    v2Refusal(call === "delete" ? refusal(2013, "invalid params, invalid task_id") : refusal(1000, "record not found")),
};

/** A task as a list tells of it, and a query with its modality. */
export function v2Task(
  task: Task,
  stage: Stage,
  { word, link }: Pick<StatusOptions, "word" | "link">,
): Record<string, unknown> {
  const { model, resolution, duration, ratio, kind } = task.request;
  return {
    id: task.id,
    model,
    status: word ?? V2_WORDS[stage],
    ...(stage === "fail" &&
      task.failure !== undefined && { error: { code: String(task.failure.code), message: task.failure.message } }),
    created_at: Math.floor(task.acceptedAt / 1000),
    updated_at: Math.floor(changedAt(task, stage) / 1000),
    ...(stage === "success" && {
      content: kind === "h3_context_ir" ? { prompt: writtenPrompt(task) } : { url: link() },
    }),
    ...(kind !== "h3_context_ir" && { resolution }),
    duration,
    usage: stage !== "success" ? {} : kind === "h3_context_ir" ? TEXT_USAGE : usageOf(task.request),
    ratio: ratio ?? "adaptive",
    task_type: kind ?? "generation",
  };
}

function modalityOf({ request }: Task): string {
  return request.kind === "h3_context_ir" ? "text" : "video";
}

function writtenPrompt({ request }: Task): string {
  return `integrated_multimodal_description: [Shot 1] ${request.prompt} overall_soundscape: N/A`;
}

function changedAt({ acceptedAt, walk }: Task, stage: Stage): number {
  if (isOver(stage)) return walk.endsAt;
  return stage === "processing" ? walk.processingAt : acceptedAt;
}

/** Missing fields are found before anything is judged. */
function readCreate(body: Readonly<Record<string, unknown>>): ReadRequest {
  const missing = ["model", "content", "resolution", "duration"].find(
    (name) => body[name] === undefined || body[name] === null,
  );
  if (missing !== undefined) {
    return { ok: false, message: `invalid params, binding: expr_path=${missing}, cause=missing required parameter` };
  }
  const fields = new FieldReader(body);
  const extra = fields.object("extra");
  const extraFields = new FieldReader(extra ?? {});
  const request = {
    model: fields.text("model") ?? "",
    ...present({
      duration: fields.integer("duration"),
      resolution: fields.text("resolution"),
      ratio: fields.text("ratio"),
      expansionMode: extraFields.text("prompt_expansion_mode"),
    }),
  };
  fields.flag("aigc_watermark");
  const callbackUrl = fields.text("callback_url");
  const content = readContent(fields.any("content"));
  const [strange] = extraFields.unread();
  const fault =
    fields.fault ??
    extraFields.fault ??
    (strange === undefined ? undefined : `invalid params, extra.${strange} is not supported`);
  if (fault !== undefined) return { ok: false, message: fault };
  if (!content.ok) return content;
  return {
    ok: true,
    request: { ...request, ...content.media },
    ignoredFields: fields.unread(),
    ...present({ callbackUrl }),
  };
}
