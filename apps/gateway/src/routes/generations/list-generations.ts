import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { list } from "./operations.ts";

export async function listGenerations({
  own,
  query: { limit, batch, state, warnings, cursor },
}: CallOf<typeof list>): Promise<Answer> {
  const page = await own.list({
    limit,
    ...optional({ batchId: batch }),
    ...(warnings ? { warnings } : {}),
    ...optional({ state, cursor }),
  });
  return json(200, { object: "list", data: page.items.map(showGeneration), next_cursor: page.nextCursor ?? null });
}
