import { type Refusal, refusal } from "../refusals.ts";
import type { Stage, Task } from "../tasks.ts";
import { templateFaultOf } from "../templates.ts";
import type { Answer, CallType, Dialect, ReadRequest, StatusOptions } from "./dialect.ts";
import { failureResp, PUSHED_WORDS, SUCCESS, v1Refusal } from "./minimax-v1.ts";
import { FieldReader, present } from "./read-fields.ts";

/** There is no Queueing here. */
const WORDS: Readonly<Record<Stage, string>> = {
  preparing: "Preparing",
  queueing: "Preparing",
  processing: "Processing",
  success: "Success",
  fail: "Fail",
  cancelled: "Fail",
};

/** Videos from templates: the envelope of v1, longer ids, and the link in the query's answer. */
export const minimaxAgent: Dialect = {
  name: "minimax-agent",
  side: "agent",
  idStyle: "long-digits",
  readCreate,
  faultOf: ({ template }) =>
    template === undefined ? "invalid params, template_id is required" : templateFaultOf(template),
  created: (task) => ({ httpStatus: 200, body: { task_id: task.id, base_resp: SUCCESS } }),
  status: (task, stage, options) => ({ httpStatus: 200, body: statusBody(task, stage, options) }),
  pushed(task, stage, link) {
    const word = PUSHED_WORDS[stage];
    return { word, body: statusBody(task, stage, { sparse: false, word, link }) };
  },
  refused: (call, why) => agentRefusal(call, why),
  unknownTask: () => agentRefusal("query", refusal(2013, "invalid params, task not exist")),
};

function agentRefusal(call: CallType, why: Refusal): Answer {
  const { body, ...head } = v1Refusal("create", why);
  return { ...head, body: { ...body, ...(call === "query" && { status: "", video_url: "" }) } };
}

function readCreate(body: Readonly<Record<string, unknown>>): ReadRequest {
  const fields = new FieldReader(body);
  const id = fields.text("template_id");
  const [media, texts] = [fields.values("media_inputs"), fields.values("text_inputs")];
  const callbackUrl = fields.text("callback_url");
  if (fields.fault !== undefined) return { ok: false, message: fields.fault };
  return {
    ok: true,
    request: { model: "", prompt: texts.join(" "), ...(id !== undefined && { template: { id, media, texts } }) },
    ignoredFields: fields.unread(),
    ...present({ callbackUrl }),
  };
}

function statusBody(task: Task, stage: Stage, { sparse, word, link }: StatusOptions): Record<string, unknown> {
  const video = stage === "success" ? { video_url: link() } : { ...(!sparse && { video_url: "" }) };
  return {
    task_id: task.id,
    status: word ?? WORDS[stage],
    ...video,
    base_resp: stage === "fail" && task.failure !== undefined ? failureResp(task.failure) : SUCCESS,
  };
}
