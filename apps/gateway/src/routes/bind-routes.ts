import { type BatchWork, createBatchWork } from "../batch-work.ts";
import type { Answer, Call, Route, Row } from "../http/route.ts";

/** The lines of a table with their parts. What goes through whole batches is bounded together, for each tenant. */
export function bindRoutes<Parts>(
  table: readonly Row<Parts>[],
  parts: Parts,
  limit: BatchWork = createBatchWork(),
): readonly Route[] {
  return table.map(({ handle, ...facts }) => {
    const answer = (call: Call<unknown, unknown, unknown>): Promise<Answer> => handle(call as never, parts);
    const bounded = (call: Call<unknown, unknown, unknown>): Promise<Answer> =>
      limit.run(call.key.tenant, call.signal, () => answer(call));
    return { ...facts, handle: facts.wholeBatch === true ? bounded : answer };
  });
}
