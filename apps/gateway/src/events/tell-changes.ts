import type { GenerationEvent } from "@hailuo-queue/producer";
import type { EventGroup } from "./event-hub.ts";
import type { SseMessage } from "./sse.ts";

const changes = new WeakMap<EventGroup, readonly SseMessage[]>();

/** The same group goes to all who listen: it is put into words once. */
export function tellChanges(group: EventGroup): readonly SseMessage[] {
  const cached = changes.get(group) ?? group.map(tellChange);
  changes.set(group, cached);
  return cached;
}

function tellChange({ eventId, generationId, batchId, from, to, at }: GenerationEvent): SseMessage {
  return {
    event: "change",
    id: eventId,
    data: { generation: generationId, batch: batchId, from, to, at: new Date(at).toISOString() },
  };
}
