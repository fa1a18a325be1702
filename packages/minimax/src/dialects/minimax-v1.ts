import { type GenerationRequest, optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { bodyOf, isSuccess } from "../core/answer.ts";
import { readFault } from "../core/read-fault.ts";
import { readTaskFault } from "../core/read-task-fault.ts";
import { linkExpiry } from "../link-expiry.ts";
import type { Dialect } from "./dialect.ts";
import { idField, linkField, textField } from "./fields.ts";
import { readTaskStatus } from "./read-task-status.ts";
import { failureOf } from "./task-failure.ts";

const createAnswer = z.looseObject({ task_id: idField });
/** `file_id` is "" and the sizes are 0 until the end; older answers leave them out. */
const taskAnswer = z.looseObject({ status: textField, file_id: idField });
/** `bytes` is 0 in every answer that was seen, so it is not read. */
const fileAnswer = z.looseObject({ file: z.looseObject({ download_url: linkField, backup_download_url: linkField }) });

/** Codes that end a task, with or without a status beside them. */
const TASK_ENDING_CODES: readonly number[] = [1026, 1027];

/** The live API: other field names than ours, and refusals inside a 200 (`base_resp`). */
export const minimaxV1: Dialect = {
  name: "minimax-v1",
  side: "v1",
  promptOptional: true,
  createRequest: (request, callbackUrl) => ({
    method: "POST",
    path: "/v1/video_generation",
    body: { ...toWire(request), ...optional({ callback_url: callbackUrl }) },
  }),
  readCreate(answer) {
    const parsed = isSuccess(answer) ? createAnswer.safeParse(bodyOf(answer)) : undefined;
    // A refusal has an empty id. An id beside an error code is kept: a poll will tell, a lost id would be a lost video.
    const taskId = parsed?.data?.task_id ?? "";
    return taskId === "" ? { ok: false, fault: readFault(answer) } : { ok: true, taskId };
  },
  queryRequest: (taskId) => ({ method: "GET", path: "/v1/query/video_generation", query: { task_id: taskId } }),
  readTask(answer) {
    const parsed = isSuccess(answer) ? taskAnswer.safeParse(bodyOf(answer)).data : undefined;
    const fault = readFault(answer);
    // The status first, then the code: a Fail comes with a code, and a refused poll (1002) has no status at all.
    if (parsed !== undefined && parsed.status !== "") {
      return readTaskStatus(answer, parsed.status, parsed.file_id, () => failureOf(readTaskFault(answer)));
    }
    if (isSuccess(answer) && fault?.providerCode !== undefined && TASK_ENDING_CODES.includes(fault.providerCode)) {
      return { ok: true, task: { status: "failed", rawStatus: String(fault.providerCode), failure: failureOf(fault) } };
    }
    return { ok: false, fault };
  },
  fileRequest: (fileId) => ({ method: "GET", path: "/v1/files/retrieve", query: { file_id: fileId } }),
  readFile(answer) {
    const parsed = isSuccess(answer) ? fileAnswer.safeParse(bodyOf(answer)) : undefined;
    const { download_url: downloadUrl = "", backup_download_url: backupUrl = "" } = parsed?.data?.file ?? {};
    if (downloadUrl === "") return { ok: false, fault: readFault(answer) };
    const expiresAt = linkExpiry(downloadUrl);
    const backup = backupUrl !== "" && backupUrl !== downloadUrl && { backupUrl };
    return { ok: true, file: { downloadUrl, ...backup, ...optional({ expiresAt }) } };
  },
};

function toWire(request: GenerationRequest): Record<string, unknown> {
  return {
    model: request.model,
    ...optional({
      prompt: request.prompt,
      first_frame_image: request.image_url,
      last_frame_image: request.last_frame_image,
      prompt_optimizer: request.enable_prompt_expansion,
      duration: request.duration,
      resolution: request.resolution,
      fast_pretreatment: request.fast_pretreatment,
      aigc_watermark: request.aigc_watermark,
      subject_reference: request.subject_reference,
    }),
  };
}
