import { type Refusal, retryAfterHeader } from "../refusals.ts";
import type { Stage, Task } from "../tasks.ts";
import { v1FaultOf } from "../v1-matrix.ts";
import type { DialectName } from "./dialect-names.ts";
import type { Answer, FilingDialect, ReadRequest } from "./dialect.ts";
import { FieldReader, present } from "./read-fields.ts";

const WORDS: Readonly<Record<Stage, string>> = {
  preparing: "pending",
  queueing: "pending",
  processing: "processing",
  success: "succeeded",
  fail: "failed",
  cancelled: "failed",
};

/**
 * The contract of the API document of 2025-12-07, also in its older paths: flat answers, real HTTP statuses, reasons in
 * words only. The document is silent about refusals; the statuses are those of the provider's next generation.
 */
function createDocumented(name: DialectName): FilingDialect {
  return {
    name,
    side: "v1",
    idStyle: "hex",
    readCreate: readDocumentedCreate,
    // A prompt must be there even beside an image.
    faultOf: (request) => v1FaultOf(request, "hailuo", true),
    created: (task) => ({ httpStatus: 200, body: { task_id: task.id } }),
    status: (task, stage, { word }) => ({ httpStatus: 200, body: statusBody(task, stage, word ?? WORDS[stage]) }),
    file: (task, { downloadUrl }) => ({
      httpStatus: 200,
      body: { download_url: downloadUrl, file_id: task.fileId, created_at: Math.floor(task.walk.endsAt / 1000) },
    }),
    refused: (_call, refusal) => documentedRefusal(refusal),
    unknownTask: () => ({ httpStatus: 404, body: { error: "task not found" } }),
    unknownFile: () => ({ httpStatus: 404, body: { error: "file not found" } }),
  };
}

export const documented = createDocumented("documented");
export const legacyV3 = createDocumented("legacy-v3");

export function readDocumentedCreate(body: Readonly<Record<string, unknown>>): ReadRequest {
  const fields = new FieldReader(body);
  const request = {
    model: fields.text("model") ?? "",
    prompt: fields.text("prompt") ?? "",
    ...present({
      firstFrame: fields.text("image_url"),
      lastFrame: fields.text("last_frame_image"),
      duration: fields.integer("duration"),
      resolution: fields.text("resolution"),
    }),
  };
  fields.flag("enable_prompt_expansion");
  return fields.fault === undefined
    ? { ok: true, request, ignoredFields: fields.unread() }
    : { ok: false, message: fields.fault };
}

export function documentedRefusal(refusal: Refusal): Answer {
  return {
    httpStatus: refusal.httpStatus,
    body: { error: refusal.message },
    ...retryAfterHeader(refusal),
  };
}

function statusBody(task: Task, stage: Stage, status: string): Record<string, unknown> {
  if (stage === "success") return { status, file_id: task.fileId };
  return stage === "fail" ? { status, error: task.failure?.message ?? "" } : { status };
}
