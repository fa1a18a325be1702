import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { pause } from "./operations.ts";

export async function pauseBatch({ own, params }: CallOf<typeof pause>): Promise<Answer> {
  await own.batch(params.id);
  await own.pauseBatch(params.id);
  return json(200, await showBatchOf(own, params.id));
}
