import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { seal } from "./operations.ts";
import { sealOwn } from "./seal-own.ts";

export async function sealBatch({ own, params, body, tell }: CallOf<typeof seal>): Promise<Answer> {
  await own.batch(params.id);
  const receipt = await sealOwn(own, params.id, body.total);
  tell({ details: { result: receipt.result, received: String(receipt.received) } });
  return json(200, { object: "seal", ...receipt, batch: await showBatchOf(own, params.id) });
}
