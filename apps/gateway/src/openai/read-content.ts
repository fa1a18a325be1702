import { Problem } from "../http/problem.ts";
import type { Answer, CallOf } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { streamVideo } from "../videos/stream-video.ts";
import { findVideo } from "./find-video.ts";
import type { content } from "./operations.ts";

/**
 * The video itself, and no redirect: its storage may be where callers do not reach, and some programs follow none.
 */
export async function readContent(
  { own, params, query, headers }: CallOf<typeof content>,
  { store }: PartsOf<"store">,
): Promise<Answer> {
  const record = await findVideo(own, params.id);
  if (query.variant !== "video")
    throw new Problem(400, "invalid_request", {
      detail: "There is nothing but the video:",
      errors: [{ field: "variant", message: "must be video" }],
    });
  if (record.state !== "succeeded")
    throw new Problem(409, "video_not_ready", {
      detail: `The video has no content: GET /openai/v1/videos/${record.id} says how far it is.`,
    });
  return streamVideo(store, record.objectKey, headers.range);
}
