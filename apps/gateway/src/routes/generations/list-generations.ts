import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import { parseWhere } from "@hailuo-queue/producer";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { list } from "./operations.ts";

export async function listGenerations({
  own,
  query: { limit, batch, state, warnings, where, cursor },
}: CallOf<typeof list>): Promise<Answer> {
  if (where !== undefined && (batch !== undefined || state !== undefined || warnings))
    throw new InvalidInputError(
      "invalid_request",
      "`where` selects by itself; put batch and state into it, e.g. `batch=spring state=failed`.",
    );
  const page =
    where === undefined
      ? await own.list({
          limit,
          ...optional({ batchId: batch }),
          ...(warnings ? { warnings } : {}),
          ...optional({ state, cursor }),
        })
      : await own.find(parseWhere(where, { words: true }), { limit, ...optional({ cursor }) });
  return json(200, { object: "list", data: page.items.map(showGeneration), next_cursor: page.nextCursor ?? null });
}
