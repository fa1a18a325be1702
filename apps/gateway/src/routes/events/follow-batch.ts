import { outcomeOf } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { BatchLook } from "../../events/batch-looks.ts";
import { heardIterator, soon } from "../../events/heard-iterator.ts";
import { readLastEventId } from "../../events/last-event-id.ts";
import { eventStream, type SseMessage } from "../../events/sse.ts";
import { tellChanges } from "../../events/tell-changes.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { showBatch } from "../../views/batch.ts";
import type { PartsOf } from "../route-parts.ts";
import type { ofBatch } from "./operations.ts";

/** A batch of thousands changes often: its counters are told at most so often. */
const PROGRESS_MS = 1000;
/** Pauses and budgets change a batch without an event. */
const LOOK_AGAIN_MS = 5000;

export async function followBatch(
  { own, params, headers, signal }: CallOf<typeof ofBatch>,
  parts: PartsOf<"looks" | "hub">,
): Promise<Answer> {
  await own.batch(params.id);
  const after = readLastEventId(headers["last-event-id"]);
  return eventStream(() => messagesOf(parts, own, params.id, signal, after));
}

/** The batch as it is, its changes and counters, and its end. */
async function* messagesOf(
  { looks, hub }: PartsOf<"looks" | "hub">,
  own: TenantProducer,
  batchId: string,
  signal: AbortSignal,
  after: string | undefined,
): AsyncGenerator<readonly SseMessage[]> {
  const leaving = new AbortController();
  const seen = heardIterator(hub.subscribe(own, { batchId }, AbortSignal.any([signal, leaving.signal]), after));
  const look = (): Promise<BatchLook> => looks.at(own, batchId);
  try {
    let next = seen.next();
    let looked = await look();
    let lookedAt = performance.now();
    let stale = false;
    yield progress(looked);
    for (let quiet = after === undefined; outcomeOf(looked.batch) === undefined || stale || !quiet;) {
      const step = await soon(next, PROGRESS_MS);
      quiet = step === undefined;
      if (step?.done === true) return;
      if (step !== undefined) {
        stale = true;
        yield tellChanges(step.value);
        next = seen.next();
      }
      if (performance.now() - lookedAt < (stale ? PROGRESS_MS : LOOK_AGAIN_MS)) continue;
      const before = looked;
      looked = await look();
      lookedAt = performance.now();
      stale = false;
      if (JSON.stringify(looked.batch) !== JSON.stringify(before.batch)) yield progress(looked);
    }
    yield [{ event: "end", data: showBatch(looked.batch) }];
  } finally {
    leaving.abort();
  }
}

const progresses = new WeakMap<BatchLook, readonly SseMessage[]>();

function progress(look: BatchLook): readonly SseMessage[] {
  const cached = progresses.get(look) ?? [{ event: "progress", data: showBatch(look.batch, look.end) }];
  progresses.set(look, cached);
  return cached;
}
