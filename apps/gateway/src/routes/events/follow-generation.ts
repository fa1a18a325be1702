import { isEndState } from "@hailuo-queue/contracts";
import { heardIterator, soon } from "../../events/heard-iterator.ts";
import type { EventHub } from "../../events/event-hub.ts";
import { readLastEventId } from "../../events/last-event-id.ts";
import { eventStream, type SseMessage } from "../../events/sse.ts";
import { tellChanges } from "../../events/tell-changes.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { PartsOf } from "../route-parts.ts";
import type { ofGeneration } from "./operations.ts";

export async function followGeneration(call: CallOf<typeof ofGeneration>, { hub }: PartsOf<"hub">): Promise<Answer> {
  const { id } = await call.own.get(call.params.id);
  const after = readLastEventId(call.headers["last-event-id"]);
  return eventStream(() => messagesOf(hub, id, call, after));
}

/** The generation as it is, its changes, and its end. */
async function* messagesOf(
  hub: Pick<EventHub, "subscribe">,
  generationId: string,
  { own, signal }: Pick<CallOf<typeof ofGeneration>, "own" | "signal">,
  after: string | undefined,
): AsyncGenerator<readonly SseMessage[]> {
  const leaving = new AbortController();
  const until = AbortSignal.any([signal, leaving.signal]);
  const changes = heardIterator(hub.subscribe(own, { generationId }, until, after));
  try {
    // Listened to before it is looked at: nothing falls in between.
    let next = changes.next();
    let now = await own.get(generationId);
    yield [{ event: "snapshot", data: showGeneration(now) }];
    while (!isEndState(now.state) || after !== undefined) {
      const step = isEndState(now.state) ? await soon(next) : await next;
      if (step === undefined || step.done === true) break;
      yield tellChanges(step.value);
      next = changes.next();
      if (step.value.some(({ to }) => isEndState(to))) now = await own.get(generationId);
    }
    if (isEndState(now.state)) yield [{ event: "end", data: showGeneration(now) }];
  } finally {
    leaving.abort();
  }
}
