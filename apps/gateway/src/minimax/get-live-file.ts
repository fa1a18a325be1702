import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findFile } from "./find-file.ts";
import type { fileLive } from "./operations.ts";
import { SUCCESS } from "./show-task.ts";

export async function getLiveFile(call: CallOf<typeof fileLive>, { links }: PartsOf<"links">): Promise<Answer> {
  const { file_id: id } = call.query;
  const { url, bytes, createdAt } = await findFile(call, id, links);
  const file = {
    file_id: Number(id),
    bytes,
    created_at: createdAt,
    filename: "output_aigc.mp4",
    purpose: "video_generation",
    download_url: url,
  };
  return json(200, { file, base_resp: SUCCESS });
}
