import { type GenerationRecord, makesPrompt } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { singlesBatch } from "../routes/owned.ts";
import { INPUT_PURPOSE, showInputFile } from "./find-input.ts";
import type { listFiles as operation } from "./operations.ts";
import { isProviderName } from "./provider-names.ts";
import { SUCCESS } from "./show-task.ts";
import { showVideoFile, type ProviderFile, VIDEO_PURPOSE } from "./video-file.ts";
import { warningHeader } from "./warning-header.ts";

/** Tasks that are looked at, and inputs. The provider's list has no pages. */
const MOST_FILES = 1000;

/** Videos of tasks of this door, and inputs, the newest first. */
export async function listFiles({ own, query: { purpose } }: CallOf<typeof operation>): Promise<Answer> {
  const wants = (which: string): boolean => purpose === "" || purpose === which;
  const newest = { order: "newest", limit: MOST_FILES } as const;
  const tasks = wants(VIDEO_PURPOSE) ? (await own.singles(singlesBatch(own.tenant), newest)).items : [];
  const inputs = wants(INPUT_PURPOSE) ? await own.inputs({ limit: MOST_FILES }) : { items: [] };
  const files = [...tasks.filter(isVideo).map(fileOf), ...inputs.items.map(showInputFile)];
  const isCut = tasks.length === MOST_FILES || inputs.items.length === MOST_FILES;
  const warnings = isCut ? [`the list covers the ${MOST_FILES} newest tasks and inputs; /api/v1 lists all`] : [];
  const newestFirst = files.toSorted((one, other) => other.created_at - one.created_at);
  return json(200, { files: newestFirst, base_resp: SUCCESS }, warningHeader(warnings));
}

function isVideo({ state, customId = "", request }: GenerationRecord): boolean {
  return state === "succeeded" && isProviderName(customId) && !makesPrompt(request.model);
}

function fileOf(record: GenerationRecord): ProviderFile {
  return showVideoFile(record, record.customId ?? "");
}
