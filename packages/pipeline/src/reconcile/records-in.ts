import type { GenerationRecord, GenerationState, Ledger } from "@hailuo-queue/contracts";

/** All in this state, page by page. */
export async function* recordsIn(ledger: Pick<Ledger, "list">, state: GenerationState): AsyncIterable<GenerationRecord> {
  let cursor: string | undefined;
  do {
    const page = await ledger.list({ state, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
