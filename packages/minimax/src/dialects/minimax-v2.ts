import {
  type GenerationRequest,
  type ListedTask,
  ownEntry,
  type ProviderTask,
  wireOf,
  optional,
} from "@hailuo-queue/contracts";
import { z } from "zod";
import { bodyOf, isSuccess, type ProviderAnswer } from "../core/answer.ts";
import { pathWith } from "../core/path.ts";
import { readFault } from "../core/read-fault.ts";
import { readTaskFault } from "../core/read-task-fault.ts";
import { linkExpiry } from "../link-expiry.ts";
import type { Dialect, DialectTaskApi, TaskReading } from "./dialect.ts";
import { idField, linkField, numberField, textField } from "./fields.ts";
import { readTaskStatus } from "./read-task-status.ts";
import { failureOf } from "./task-failure.ts";
import { toContent } from "./v2-content.ts";

const PATH = "/v2/video_generation";
/** By the provider's word for what is asked for. */
const CREATE_PATHS: Readonly<Record<string, string>> = {
  regeneration: "/v2/video_regeneration",
  h3_context_ir: "/v2/h3_context_ir",
};
const QUERY_PATH = "/v2/query/video_generation";

/** Ends that the other generations of the API do not have. */
const ENDED_WITHOUT_VIDEO: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  cancelled: { code: "task_cancelled", message: "the task was cancelled at MiniMax" },
  canceled: { code: "task_cancelled", message: "the task was cancelled at MiniMax" },
  expired: { code: "task_expired", message: "the task expired at MiniMax" },
};

const createAnswer = z.looseObject({ task_id: idField });
const contentField = z.looseObject({ url: linkField, prompt: textField }).catch({ url: "", prompt: "" });
/**
 * Far beyond what any request can use. More than that is no use, but another unit or a fault, and would be booked as
 * money.
 */
const MOST_USED = 3600;
const MOST_TOKENS = 10_000_000;
const used = z.number().min(0).max(MOST_USED);
/** `{}` until the task has succeeded. What can be read in part only would be booked too low: it counts as not told. */
const videoUsage = z
  .looseObject({ output_seconds: used, input_seconds: used.nullish(), input_image_count: used.nullish() })
  .transform(({ output_seconds, input_seconds, input_image_count }) => ({
    outputSeconds: output_seconds,
    inputSeconds: input_seconds ?? 0,
    inputImages: input_image_count ?? 0,
  }));
const tokensUsed = z.number().int().min(0).max(MOST_TOKENS);
const textUsage = z
  .looseObject({ prompt_tokens: tokensUsed, completion_tokens: tokensUsed })
  .transform(({ prompt_tokens, completion_tokens }) => ({
    outputSeconds: 0,
    inputSeconds: 0,
    inputImages: 0,
    tokens: { input: prompt_tokens, output: completion_tokens },
  }));
const usageField = z.union([videoUsage, textUsage]).optional().catch(undefined);
const taskFields = z.looseObject({
  id: idField,
  status: textField,
  model: textField,
  created_at: numberField,
  duration: numberField,
  resolution: textField,
  ratio: textField,
  task_type: textField,
  error: z.unknown().optional(),
  content: contentField,
  usage: usageField,
});
const taskAnswer = z.looseObject({ task: taskFields });
const listAnswer = z.looseObject({ items: z.array(z.unknown()), total: numberField });
const cancelAnswer = z.looseObject({ action: textField, status: textField });

const taskApi: DialectTaskApi = {
  listRequest({ page, pageSize, status, taskIds, model }, form) {
    return {
      method: "GET",
      path: QUERY_PATH,
      query: {
        page_num: String(page),
        page_size: String(pageSize),
        ...(status !== undefined && { "filter.status": status }),
        ...(taskIds !== undefined && { "filter.task_ids": form === "joined" ? taskIds.join(",") : taskIds }),
        ...(model !== undefined && { "filter.model": model }),
      },
    };
  },
  readList(answer) {
    const list = isSuccess(answer) ? listAnswer.safeParse(bodyOf(answer)).data : undefined;
    if (list === undefined) return { ok: false, fault: readFault(answer) };
    // An item without id or state is left out: the others are worth knowing, and a single query tells of it.
    const tasks = list.items.flatMap((item) => toListed(answer, item));
    return { ok: true, page: { tasks, total: list.total ?? Infinity } };
  },
  readDescription(answer, taskId) {
    const [listed] = isSuccess(answer) ? toListed(answer, taskAnswer.safeParse(bodyOf(answer)).data?.task) : [];
    // An answer about another task tells nothing of this one.
    return listed?.taskId === taskId ? { ok: true, listed } : { ok: false, fault: readFault(answer) };
  },
  cancelRequest: (taskId) => ({ method: "DELETE", path: pathWith(`${PATH}/{}`, taskId) }),
  readCancel(answer) {
    const parsed = isSuccess(answer) ? cancelAnswer.safeParse(bodyOf(answer)).data : undefined;
    const words = [parsed?.action.toLowerCase(), parsed?.status.toLowerCase()];
    if (words.some((word) => word === "cancelled" || word === "cancel" || word === "canceled"))
      return { ok: true, outcome: "cancelled" };
    if (words.some((word) => word === "deleted" || word === "delete")) return { ok: true, outcome: "deleted" };
    return { ok: false, fault: readFault(answer) };
  },
};

/**
 * The live API of the H3 models: content items with roles, refusals with real HTTP statuses, the link with the task.
 */
export const minimaxV2: Dialect = {
  name: "minimax-v2",
  side: "v2",
  promptOptional: false,
  createRequest: (request, callbackUrl) => ({
    method: "POST",
    path: CREATE_PATHS[wireOf(request.model).taskType] ?? PATH,
    body: { ...toWire(request), ...optional({ callback_url: callbackUrl }) },
  }),
  readCreate(answer) {
    const parsed = isSuccess(answer) ? createAnswer.safeParse(bodyOf(answer)) : undefined;
    const taskId = parsed?.data?.task_id ?? "";
    return taskId === "" ? { ok: false, fault: readFault(answer) } : { ok: true, taskId };
  },
  queryRequest: (taskId) => ({ method: "GET", path: pathWith(`${QUERY_PATH}/{}`, taskId) }),
  readTask(answer, taskId) {
    const task = readTaskFields(answer);
    return task === undefined ? { ok: false, fault: readFault(answer) } : toReading(answer, task, taskId);
  },
  fileRequest: (taskId) => minimaxV2.queryRequest(taskId),
  readFile(answer) {
    const task = readTaskFields(answer);
    const downloadUrl = task?.content.url ?? "";
    if (task !== undefined && isText(task) && task.content.prompt !== "")
      return { ok: true, file: { downloadUrl: "", text: task.content.prompt } };
    if (downloadUrl === "") return { ok: false, fault: readFault(answer) };
    const expiresAt = linkExpiry(downloadUrl);
    return { ok: true, file: { downloadUrl, ...optional({ expiresAt }) } };
  },
  taskApi,
};

const TEXT_TASK = "h3_context_ir";

type TaskFields = z.output<typeof taskFields>;

function readTaskFields(answer: ProviderAnswer): TaskFields | undefined {
  const task = isSuccess(answer) ? taskAnswer.safeParse(bodyOf(answer)).data?.task : undefined;
  return task === undefined || task.status === "" ? undefined : task;
}

function toReading(answer: ProviderAnswer, task: TaskFields, taskId: string): TaskReading {
  const ended = ownEntry(ENDED_WITHOUT_VIDEO, task.status.toLowerCase());
  const failure = (): NonNullable<ProviderTask["failure"]> => readFailure(task);
  if (ended !== undefined) {
    const reason = failure();
    const told = reason.code === "generation_failed" ? ended : reason;
    return { ok: true, task: { status: "failed", rawStatus: task.status, failure: told } };
  }
  // Without what was made a success is no end yet: the next query may have it.
  const made = isText(task) ? task.content.prompt : task.content.url;
  const reading = readTaskStatus(answer, task.status, made === "" ? "" : taskId, failure);
  if (!reading.ok || reading.task.status !== "succeeded" || task.usage === undefined) return reading;
  return { ...reading, task: { ...reading.task, usage: task.usage } };
}

/** A prompt that was written, in place of a video. */
function isText({ task_type }: TaskFields): boolean {
  return task_type === TEXT_TASK;
}

function toListed(answer: ProviderAnswer, item: unknown): ListedTask[] {
  const fields = taskFields.safeParse(item).data;
  if (fields === undefined || fields.id === "" || fields.status === "") return [];
  const reading = toReading(answer, fields, fields.id);
  const { id, model, created_at, duration, resolution, ratio, task_type } = fields;
  return [
    {
      taskId: id,
      task: reading.ok ? reading.task : { status: "running", rawStatus: fields.status },
      ...(!reading.ok && { unclear: true as const }),
      ...(model !== "" && { model }),
      ...(created_at !== undefined && { createdAt: created_at * 1000 }),
      ...optional({ duration }),
      ...(resolution !== "" && { resolution }),
      ...(ratio !== "" && { ratio }),
      ...(task_type !== "" && { taskType: task_type }),
    },
  ];
}

function toWire(request: GenerationRequest): Record<string, unknown> {
  const { duration, resolution, ratio, aigc_watermark, prompt_expansion_mode, source_task_id } = request;
  const { model, taskType } = wireOf(request.model);
  return {
    model,
    ...(source_task_id === undefined ? { content: toContent(request) } : { source_task_id }),
    ...optional({ resolution }),
    // Of a video that is made again it is the source's.
    ...(taskType !== "regeneration" && { duration }),
    ...optional({ ratio }),
    ...(prompt_expansion_mode !== undefined && { extra: { prompt_expansion_mode } }),
    // In the schema for China alone; without it no mark is made.
    ...(aigc_watermark === true && { aigc_watermark }),
  };
}

/** `error` is `{"code": "1026", "message": "…"}`; the code may also stand in parentheses at the end of the message. */
function readFailure(task: TaskFields): NonNullable<ProviderTask["failure"]> {
  return failureOf(readTaskFault({ httpStatus: 200, headers: {}, text: "", json: { ok: true, value: task } }));
}
