import { notFound } from "../../http/problem.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { streamVideo } from "../../videos/stream-video.ts";
import type { PartsOf } from "../route-parts.ts";
import type { video } from "./operations.ts";

export async function readVideo(
  { params, query, headers }: CallOf<typeof video>,
  { links, store }: PartsOf<"links" | "store">,
): Promise<Answer> {
  const objectKey = await links.open(params.id, query.Expires, query.Signature);
  if (objectKey === undefined) throw notFound("video");
  return streamVideo(store, objectKey, headers.range);
}
