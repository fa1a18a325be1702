import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { get } from "./operations.ts";

export async function getBatch({ own, params }: CallOf<typeof get>): Promise<Answer> {
  return json(200, await showBatchOf(own, params.id));
}
