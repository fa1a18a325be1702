import { MODEL_NAMES } from "@hailuo-queue/contracts";
import { notFound } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { model } from "./operations.ts";
import { isMakingVideos } from "./read-request.ts";
import { showModel } from "./show-video.ts";

export async function getModel({ params }: CallOf<typeof model>): Promise<Answer> {
  const name = MODEL_NAMES.find((one) => one === params.id && isMakingVideos(one));
  if (name === undefined) throw notFound("model");
  return json(200, showModel(name));
}
