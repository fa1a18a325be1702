import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { bodyOf, isSuccess } from "../core/answer.ts";
import { readFault } from "../core/read-fault.ts";
import { readTaskFault } from "../core/read-task-fault.ts";
import { linkExpiry } from "../link-expiry.ts";
import type { Dialect } from "./dialect.ts";
import { idField, linkField, textField } from "./fields.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { failureOf } from "./task-failure.ts";
import { readTaskStatus } from "./read-task-status.ts";

const taskAnswer = z.looseObject({ task_id: idField, status: textField, video_url: linkField });

/** Videos from templates: the envelope of v1 with paths of its own, and the link in the query's answer. */
export const minimaxAgent: Dialect = {
  name: "minimax-agent",
  side: "agent",
  promptOptional: true,
  createRequest: ({ template_id, media_inputs = [], text_inputs = [] }, callbackUrl) => ({
    method: "POST",
    path: "/v1/video_template_generation",
    body: { template_id, media_inputs, text_inputs, ...optional({ callback_url: callbackUrl }) },
  }),
  readCreate: (answer) => minimaxV1.readCreate(answer),
  queryRequest: (taskId) => ({
    method: "GET",
    path: "/v1/query/video_template_generation",
    query: { task_id: taskId },
  }),
  readTask(answer, taskId) {
    const task = isSuccess(answer) ? taskAnswer.safeParse(bodyOf(answer)).data : undefined;
    // A success is one when its link is there.
    const fileId = task?.video_url === undefined || task.video_url === "" ? "" : taskId;
    return task === undefined || task.status === ""
      ? minimaxV1.readTask(answer, taskId)
      : readTaskStatus(answer, task.status, fileId, () => failureOf(readTaskFault(answer)));
  },
  fileRequest: (taskId) => minimaxAgent.queryRequest(taskId),
  readFile(answer) {
    const downloadUrl = (isSuccess(answer) ? taskAnswer.safeParse(bodyOf(answer)).data?.video_url : undefined) ?? "";
    if (downloadUrl === "") return { ok: false, fault: readFault(answer) };
    const expiresAt = linkExpiry(downloadUrl);
    return { ok: true, file: { downloadUrl, ...optional({ expiresAt }) } };
  },
};
