import { PICTURES } from "../clips.ts";
import { type Refusal, retryAfterHeader } from "../refusals.ts";
import type { Stage, Task } from "../tasks.ts";
import { v1FaultOf } from "../v1-matrix.ts";
import { sizeOf } from "../video-request.ts";
import type { Answer, CallType, FilingDialect, ReadRequest, StatusOptions } from "./dialect.ts";
import { FieldReader, present } from "./read-fields.ts";

const WORDS: Readonly<Record<Stage, string>> = {
  preparing: "Preparing",
  queueing: "Queueing",
  processing: "Processing",
  success: "Success",
  fail: "Fail",
  cancelled: "Fail",
};

export const SUCCESS = { status_code: 0, status_msg: "success" } as const;

/** Callbacks have three words, in lower case. */
export const PUSHED_WORDS: Readonly<Record<Stage, string>> = {
  preparing: "processing",
  queueing: "processing",
  processing: "processing",
  success: "success",
  fail: "failed",
  cancelled: "failed",
};

/**
 * The live contract of v1: errors in HTTP 200 bodies, ids as strings in a query and as numbers in a file, `bytes`
 * always 0.
 */
export const minimaxV1: FilingDialect = {
  name: "minimax-v1",
  side: "v1",
  idStyle: "digits",
  readCreate,
  faultOf: (request) => v1FaultOf(request, "all", false),
  created: (task) => ({ httpStatus: 200, body: { task_id: task.id, base_resp: SUCCESS } }),
  status: (task, stage, options) => ({ httpStatus: 200, body: statusBody(task, stage, options) }),
  file: (task, links) => ({ httpStatus: 200, body: fileBody(task, links) }),
  pushed(task, stage, link) {
    const word = PUSHED_WORDS[stage];
    return { word, body: statusBody(task, stage, { sparse: false, word, link }) };
  },
  refused: (call, refusal) => v1Refusal(call, refusal),
  unknownTask: () => v1Refusal("query", { code: 2013, httpStatus: 400, message: "invalid params, task not found" }),
  unknownFile: () => v1Refusal("file", { code: 2013, httpStatus: 400, message: "invalid params, invalid file_id" }),
};

/** Rejections are HTTP 200; their `task_id` is an empty string, not absent. */
export function v1Refusal(call: CallType, refusal: Refusal): Answer {
  const base = { base_resp: { status_code: refusal.code, status_msg: refusal.message } };
  const head = { httpStatus: refusal.outright === true ? refusal.httpStatus : 200, ...retryAfterHeader(refusal) };
  if (call === "create") return { ...head, body: { task_id: "", ...base } };
  if (call === "query")
    return { ...head, body: { task_id: "", status: "", file_id: "", video_width: 0, video_height: 0, ...base } };
  return { ...head, body: base };
}

function readCreate(body: Readonly<Record<string, unknown>>): ReadRequest {
  const fields = new FieldReader(body);
  const request = {
    model: fields.text("model") ?? "",
    prompt: fields.text("prompt") ?? "",
    ...present({
      firstFrame: fields.text("first_frame_image"),
      lastFrame: fields.text("last_frame_image"),
      subject: fields.subject("subject_reference"),
      fastPretreatment: fields.flag("fast_pretreatment"),
      duration: fields.integer("duration"),
      resolution: fields.text("resolution"),
    }),
  };
  for (const name of ["prompt_optimizer", "aigc_watermark"]) fields.flag(name);
  const callbackUrl = fields.text("callback_url");
  if (fields.fault !== undefined) return { ok: false, message: fields.fault };
  return { ok: true, request, ignoredFields: fields.unread(), ...present({ callbackUrl }) };
}

function statusBody(task: Task, stage: Stage, { sparse, word }: StatusOptions): Record<string, unknown> {
  const ended = stage === "success" || stage === "fail";
  const [width, height] = stage === "success" ? (PICTURES[sizeOf(task.request).resolution] ?? [1280, 720]) : [0, 0];
  return {
    task_id: task.id,
    status: word ?? WORDS[stage],
    ...(!(sparse && !ended) && {
      file_id: stage === "success" ? task.fileId : "",
      video_width: width,
      video_height: height,
    }),
    base_resp: stage === "fail" && task.failure !== undefined ? failureResp(task.failure) : SUCCESS,
  };
}

/** A Fail comes with its reason as a code that is not 0. */
export function failureResp(failure: { readonly code: number; readonly message: string }): Record<string, unknown> {
  return { status_code: failure.code, status_msg: failure.message };
}

function fileBody(
  task: Task,
  { downloadUrl, backupUrl }: { downloadUrl: string; backupUrl?: string },
): Record<string, unknown> {
  return {
    file: {
      file_id: Number(task.fileId),
      bytes: 0,
      created_at: Math.floor(task.walk.endsAt / 1000),
      filename: "output_aigc.mp4",
      purpose: "video_generation",
      download_url: downloadUrl,
      ...(backupUrl !== undefined && { backup_download_url: backupUrl }),
    },
    base_resp: SUCCESS,
  };
}
