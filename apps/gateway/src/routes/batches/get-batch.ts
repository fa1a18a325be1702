import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatch } from "../../views/batch.ts";
import type { get } from "./operations.ts";

export async function getBatch({ own, params }: CallOf<typeof get>): Promise<Answer> {
  return json(200, showBatch(await own.batch(params.id)));
}
