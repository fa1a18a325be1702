import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findFile } from "./find-file.ts";
import { findInput, showInputFile } from "./find-input.ts";
import type { fileLive } from "./operations.ts";
import { SUCCESS } from "./show-task.ts";
import { showVideoFile } from "./video-file.ts";

export async function getLiveFile(call: CallOf<typeof fileLive>, { links }: PartsOf<"links">): Promise<Answer> {
  const { file_id: id } = call.query;
  const input = await findInput(call.own, id);
  if (input !== undefined) return json(200, { file: showInputFile(input), base_resp: SUCCESS });
  const { record, url } = await findFile(call, id, links);
  return json(200, { file: { ...showVideoFile(record, id), download_url: url }, base_resp: SUCCESS });
}
