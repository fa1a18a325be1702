import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import { Problem } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import { singlesBatch } from "../routes/owned.ts";
import type { list } from "./operations.ts";
import { showVideo } from "./show-video.ts";

/** The tenant's single generations: what was made here, and one by one at the other doors. */
export async function listVideos({ own, query: { after, limit, order } }: CallOf<typeof list>): Promise<Answer> {
  const page = { order: order === "desc" ? "newest" : "oldest", limit, ...optional({ after }) } as const;
  const { items, hasMore } = await own.singles(singlesBatch(own.tenant), page).catch((error: unknown) => {
    throw error instanceof InvalidInputError && error.code === "bad_cursor" ? unknownAfter() : error;
  });
  return json(200, {
    object: "list",
    data: items.map(showVideo),
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  });
}

function unknownAfter(): Problem {
  return new Problem(400, "invalid_request", {
    detail: "The list cannot go on there:",
    errors: [{ field: "after", message: "is no video of this list; start again without it" }],
  });
}
