import { notFound, Problem } from "../http/problem.ts";
import type { Answer, CallOf } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { streamVideo } from "../videos/stream-video.ts";
import { findInput } from "./find-input.ts";
import { findTask } from "./find-task.ts";
import type { fileContent } from "./operations.ts";

/** The video itself, with the key. */
export async function readFileContent(
  { own, query: { file_id: id }, headers }: CallOf<typeof fileContent>,
  { store }: PartsOf<"store">,
): Promise<Answer> {
  if ((await findInput(own, id)) !== undefined)
    throw new Problem(400, "invalid_request", {
      detail: "this file is an input; inputs are sent to the provider only, and never served",
    });
  const record = await findTask(own, id, "file");
  if (record.state !== "succeeded") throw notFound("file");
  return streamVideo(store, record.objectKey, headers.range);
}
