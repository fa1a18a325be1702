import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { PartsOf } from "../route-parts.ts";
import type { retry } from "./operations.ts";

export async function retryBatch(
  { key, own, params, body, tell, once }: CallOf<typeof retry>,
  { quota }: PartsOf<"quota">,
): Promise<Answer> {
  const { counts } = await own.batch(params.id);
  tell({ details: { rebuy: String(body.rebuy ?? false), ...optional({ code: body.code }) } });
  if (body.rebuy === true) await quota.requireRoomAgain(key.tenant, counts.failed);
  const receipt = await own.retryBatch(
    params.id,
    optional({ rebuy: body.rebuy, code: body.code, failedBefore: once?.claimedAt }),
  );
  return json(200, { object: "batch_retry", ...receipt, batch: await showBatchOf(own, params.id) });
}
