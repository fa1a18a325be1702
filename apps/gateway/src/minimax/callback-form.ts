import { type GenerationRecord, TEMPLATE_MODEL } from "@hailuo-queue/contracts";
import type { MadeContent } from "../videos/content-of.ts";
import { showLiveTask, showTemplateTask } from "./show-task.ts";
import { showV2Task } from "./v2/show-v2-task.ts";

/** In whose words a `callback_url` is told. */
const FORMS = ["minimax-v1", "minimax-v2"] as const;
export type CallbackForm = (typeof FORMS)[number];

const MARK = "#hailuo-callback=";

/**
 * The webhook that tells a `callback_url`. Its form stands in the URL's fragment, which HTTP never sends: so it goes
 * wherever the URL goes, and is read when the call is made.
 */
export function callbackWebhook(url: string, form: CallbackForm): string {
  return `${url.replace(/#.*$/s, "")}${MARK}${form}`;
}

/** Undefined for a webhook of ours. */
export function callbackFormOf(url: string): CallbackForm | undefined {
  return FORMS.find((form) => url.endsWith(`${MARK}${form}`));
}

/** The provider's words in callbacks of v1, which differ from those of its query. */
const V1_WORDS: Readonly<Record<string, string>> = { Success: "success", Fail: "failed" };

/** As the query of the same API would answer. */
export function callbackBody(record: GenerationRecord, form: CallbackForm, content: MadeContent | undefined): object {
  const { customId = "" } = record;
  if (form === "minimax-v2") return { task: showV2Task(record, customId, content) };
  const link = content !== undefined && "url" in content ? content.url : undefined;
  const isTemplate = record.request.model === TEMPLATE_MODEL;
  const shown = (isTemplate ? showTemplateTask(record, customId, link) : showLiveTask(record, customId)) as {
    readonly status: string;
  };
  return { ...shown, status: V1_WORDS[shown.status] ?? "processing" };
}
