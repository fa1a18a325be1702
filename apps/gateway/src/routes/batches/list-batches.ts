import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatch } from "../../views/batch.ts";
import type { list } from "./operations.ts";

export async function listBatches({ own, query: { limit, cursor } }: CallOf<typeof list>): Promise<Answer> {
  const page = await own.batches({ limit, ...optional({ cursor }) });
  return json(200, { object: "list", data: page.items.map(showBatch), next_cursor: page.nextCursor ?? null });
}
