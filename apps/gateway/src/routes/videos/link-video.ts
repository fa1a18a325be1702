import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";
import type { link } from "./operations.ts";

export async function linkVideo(
  { own, params, headers }: CallOf<typeof link>,
  { links }: PartsOf<"links">,
): Promise<Answer> {
  const record = await own.get(params.id);
  const found = await links.linkTo(record, headers.host);
  if (found === undefined) throw new Problem(409, "no_video", { detail: `It has no video: it is ${record.state}.` });
  return json(200, {
    object: "video_link",
    url: found.url,
    expires_at: new Date(found.expiresAt * 1000).toISOString(),
  });
}
