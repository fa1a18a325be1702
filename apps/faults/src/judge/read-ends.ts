import { isEndState } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

const QUIET_MS = 1500;
/** The stream keeps about so many. */
const KEPT_EVENTS = 10_000;

/** How often each generation of the batch moved into an end state, by the stream of state changes. */
export async function readEnds(
  producer: Producer,
  batchId: string,
): Promise<{ readonly ends: ReadonlyMap<string, number>; readonly complete: boolean }> {
  const ends = new Map<string, number>();
  let events = 0;
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), QUIET_MS);
  for await (const { generationId, to } of producer.events({ signal: quiet.signal, batchId, afterEventId: "0" })) {
    clearTimeout(timer);
    timer = setTimeout(() => quiet.abort(), QUIET_MS);
    events += 1;
    if (isEndState(to)) ends.set(generationId, (ends.get(generationId) ?? 0) + 1);
  }
  clearTimeout(timer);
  return { ends, complete: events < KEPT_EVENTS };
}
