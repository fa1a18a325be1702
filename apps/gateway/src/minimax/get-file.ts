import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findFile } from "./find-file.ts";
import type { byId } from "./operations.ts";

export async function getFile(call: CallOf<typeof byId>, { links }: PartsOf<"links">): Promise<Answer> {
  const { id } = call.params;
  const { url, bytes, createdAt } = await findFile(call, id, links);
  return json(200, { download_url: url, file_id: id, created_at: createdAt, bytes });
}
