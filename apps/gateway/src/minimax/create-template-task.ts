import { spellValue, TEMPLATE_MODEL } from "@hailuo-queue/contracts";
import type { Answer, CallOf } from "../http/route.ts";
import { createTask, type CreateParts } from "./create-task.ts";
import type { create } from "./operations.ts";
import { invalid } from "./read-request.ts";

/** A value that a program lost, and wrote as a text. */
const LOST = /^(?:null|undefined|none|nil|nan)$/i;

/** A template takes the place of a model. */
export async function createTemplateTask(call: CallOf<typeof create>, parts: CreateParts): Promise<Answer> {
  const template = spellValue("template_id", call.body["template_id"]);
  if (template === undefined) throw invalid("template_id is required");
  // As a number it has lost its last digits, and would name another template.
  if (typeof template !== "string") throw invalid("template_id must be a text: as a number it loses its last digits");
  if (LOST.test(template)) throw invalid(`template_id is "${template}", which names no template`);
  return createTask({ ...call, body: { ...call.body, model: TEMPLATE_MODEL } }, parts);
}
