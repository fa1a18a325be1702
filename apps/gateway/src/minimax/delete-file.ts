import { Problem } from "../http/problem.ts";
import { type Answer, type CallOf, json } from "../http/route.ts";
import type { PartsOf } from "../routes/route-parts.ts";
import { findInput } from "./find-input.ts";
import { findTask } from "./find-task.ts";
import type { deleteFile as operation } from "./operations.ts";
import { SUCCESS } from "./show-task.ts";

/** Deletes an input. A video was paid for and belongs into the storage of whoever runs the queue. */
export async function deleteFile(
  { own, body: { file_id: id }, tell }: CallOf<typeof operation>,
  { clearInput }: PartsOf<"clearInput">,
): Promise<Answer> {
  const number = String(id);
  const input = await findInput(own, number);
  if (input === undefined) {
    await findTask(own, number, "file");
    throw new Problem(400, "invalid_request", {
      detail: "this file is a video; videos are kept here until whoever runs the queue deletes them from its storage",
    });
  }
  tell({ about: { input: input.sha256 } });
  const litter = await own.removeInput(input.sha256);
  // With the storage away just now, a reconciler deletes it.
  await clearInput(litter).catch(() => undefined);
  return json(200, { file_id: Number(number), base_resp: SUCCESS });
}
