import { Problem } from "../http/problem.ts";
import type { Answer, CallOf } from "../http/route.ts";
import { findVideo } from "./find-video.ts";
import type { remix } from "./operations.ts";

/** No model of the provider changes a video by a new prompt; a guess at what is nearest would be bought. */
export async function remixVideo({ own, params }: CallOf<typeof remix>): Promise<Answer> {
  await findVideo(own, params.id);
  throw new Problem(400, "not_supported", {
    detail:
      "No model here remixes a video. Create a new one with the changed prompt; MiniMax-H3 takes videos as reference_videos.",
  });
}
