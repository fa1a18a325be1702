import { type Answer, type CallOf, json } from "../http/route.ts";
import { findVideo } from "./find-video.ts";
import type { get } from "./operations.ts";
import { pollHeaders, showVideo } from "./show-video.ts";

export async function getVideo({ own, params }: CallOf<typeof get>): Promise<Answer> {
  const record = await findVideo(own, params.id);
  return json(200, showVideo(record), pollHeaders(record));
}
