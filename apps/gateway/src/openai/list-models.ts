import { MODEL_NAMES } from "@hailuo-queue/contracts";
import { type Answer, json } from "../http/route.ts";
import { isMakingVideos } from "./read-request.ts";
import { showModel } from "./show-video.ts";

export async function listModels(): Promise<Answer> {
  return json(200, { object: "list", data: MODEL_NAMES.filter(isMakingVideos).map(showModel) });
}
