import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import type { cancel } from "./operations.ts";

export async function cancelBatch({ own, params, tell }: CallOf<typeof cancel>): Promise<Answer> {
  await own.batch(params.id);
  const { cancelled, cancelling, alreadyEnded } = await own.cancelBatch(params.id);
  tell({ details: { cancelled: String(cancelled), cancelling: String(cancelling) } });
  const batch = await showBatchOf(own, params.id);
  return json(200, { object: "batch_cancel", cancelled, cancelling, already_ended: alreadyEnded, batch });
}
