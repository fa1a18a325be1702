import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { resume } from "./operations.ts";

export async function resumeBatch({ own, params }: CallOf<typeof resume>): Promise<Answer> {
  await own.batch(params.id);
  await own.resumeBatch(params.id);
  return json(200, await showBatchOf(own, params.id));
}
