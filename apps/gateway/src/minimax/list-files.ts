import type { GenerationRecord } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { singlesBatch } from "../routes/owned.ts";
import { INPUT_PURPOSE, showInputFile } from "./find-input.ts";
import type { listFiles as operation } from "./operations.ts";
import { isProviderName } from "./provider-names.ts";
import { SUCCESS } from "./show-task.ts";
import { showVideoFile, VIDEO_PURPOSE } from "./video-file.ts";
import { warningHeader } from "./warning-header.ts";

/** Of each purpose. The provider's list has no pages. */
const MOST_FILES = 1000;

/** Videos of tasks of this door, and inputs, the newest first. */
export async function listFiles({ own, query: { purpose } }: CallOf<typeof operation>): Promise<Answer> {
  const wants = (which: string): boolean => purpose === "" || purpose === which;
  const none = { items: [], nextCursor: undefined };
  const videos = wants(VIDEO_PURPOSE)
    ? await own.list({ batchId: singlesBatch(own.tenant), state: "succeeded", limit: MOST_FILES })
    : none;
  const inputs = wants(INPUT_PURPOSE) ? await own.inputs({ limit: MOST_FILES }) : none;
  const files = [
    ...videos.items.filter(({ customId }) => isProviderName(customId ?? "")).map(fileOf),
    ...inputs.items.map(showInputFile),
  ] as readonly { readonly created_at: number }[];
  const isCut = videos.nextCursor !== undefined || inputs.nextCursor !== undefined;
  const warnings = isCut ? [`the list has ${MOST_FILES} files of a purpose at most; /api/v1 lists all, in pages`] : [];
  const newestFirst = files.toSorted((one, other) => other.created_at - one.created_at);
  return json(200, { files: newestFirst, base_resp: SUCCESS }, warningHeader(warnings));
}

function fileOf(record: GenerationRecord): object {
  return showVideoFile(record, record.customId ?? "");
}
