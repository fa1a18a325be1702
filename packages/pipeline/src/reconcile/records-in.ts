import { type GenerationRecord, type GenerationState, type Ledger, optional } from "@hailuo-queue/contracts";

/** All in this state, page by page. */
export async function* recordsIn(
  ledger: Pick<Ledger, "list">,
  state: GenerationState,
): AsyncIterable<GenerationRecord> {
  for await (const page of pagesIn(ledger, state)) yield* page;
}

/** Enough that a trip to Redis costs little for each, and few enough that nobody else waits long for his. */
const AT_ONCE = 50;

/** Some of them at a time, for when tens of thousands are in one state: those whose storage is away. */
export async function eachRecordIn(
  ledger: Pick<Ledger, "list">,
  state: GenerationState,
  work: (record: GenerationRecord) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of pagesIn(ledger, state)) {
    for (let at = 0; at < page.length && !signal.aborted; at += AT_ONCE)
      await Promise.all(page.slice(at, at + AT_ONCE).map(work));
    if (signal.aborted) return;
  }
}

async function* pagesIn(
  ledger: Pick<Ledger, "list">,
  state: GenerationState,
): AsyncIterable<readonly GenerationRecord[]> {
  let cursor: string | undefined;
  do {
    const page = await ledger.list({ state, limit: 500, ...optional({ cursor }) });
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
