import { type BatchSummary, isEndState, outcomeOf } from "@hailuo-queue/contracts";
import type { GenerationEvent, TenantProducer } from "@hailuo-queue/producer";
import { z } from "zod";
import type { EventGroup, EventHub } from "../events/event-hub.ts";
import { type SseMessage, sseStream } from "../events/sse.ts";
import { Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, type Route, type StreamAnswer } from "../http/route.ts";
import { showBatch } from "../views/batch.ts";
import { idParams } from "../views/fields.ts";
import { showGeneration } from "../views/generation.ts";
import { type BatchLooks, createBatchLooks } from "../events/batch-looks.ts";

export interface EventRoutes {
  readonly hub: EventHub;
}

/** A batch of thousands changes often: its counters are told at most so often. */
const PROGRESS_MS = 1000;
/** Pauses and budgets change a batch without an event. */
const LOOK_AGAIN_MS = 5000;
const EVENT_ID = /^\d{1,16}-\d{1,16}$/;

const stream = { description: "text/event-stream", schema: z.string(), contentType: "text/event-stream" } as const;
const answers = { 200: stream, 404: { description: "There is none, or it is another tenant's", schema: problemSchema } } as const;
const headers = { "Last-Event-ID": "the last id that was seen: what happened since is told first" } as const;

export function eventRoutes({ hub }: EventRoutes): readonly Route[] {
  const looks = createBatchLooks(performance);
  return [
    defineRoute({
      method: "GET",
      path: "/api/v1/generations/:id/events",
      role: "read",
      scope: "generation",
      tag: "Generations",
      summary: "Its state changes as they happen",
      description:
        "`snapshot` with the generation as it is, then `change` {generation, batch, from, to, at} for each state change, then `end` with the generation; the stream ends with it.",
      params: idParams,
      headers,
      answers,
      handle: async ({ own, params, headers: sent, signal }) => {
        const record = await own.get(params.id);
        const after = readLastEventId(sent["last-event-id"]);
        async function* messages(): AsyncGenerator<readonly SseMessage[]> {
          const leaving = new AbortController();
          const until = AbortSignal.any([signal, leaving.signal]);
          const changes = heardIterator(hub.subscribe(own, { generationId: record.id }, until, after));
          try {
            // Listened to before it is looked at: nothing falls in between.
            let next = changes.next();
            let now = await own.get(record.id);
            yield [{ event: "snapshot", data: showGeneration(now) }];
            while (!isEndState(now.state) || after !== undefined) {
              const step = isEndState(now.state) ? await soon(next) : await next;
              if (step === undefined || step.done === true) break;
              yield tellChanges(step.value);
              next = changes.next();
              if (step.value.some(({ to }) => isEndState(to))) now = await own.get(record.id);
            }
            if (isEndState(now.state)) yield [{ event: "end", data: showGeneration(now) }];
          } finally {
            leaving.abort();
          }
        }
        return streamAnswer(messages);
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/v1/batches/:id/events",
      role: "read",
      scope: "batch",
      tag: "Batches",
      summary: "State changes of its generations, and its counters, as they happen",
      description:
        "`progress` with the batch at first and at most each second, `change` {generation, batch, from, to, at} for each state change, `end` with the batch once it goes on by itself no more.",
      params: idParams,
      headers,
      answers,
      handle: async ({ own, params, headers: sent, signal }) => {
        await own.batch(params.id);
        const after = readLastEventId(sent["last-event-id"]);
        return streamAnswer(() => batchMessages({ looks, hub }, own, params.id, signal, after));
      },
    }),
  ];
}

async function* batchMessages(
  { looks, hub }: { readonly looks: BatchLooks; readonly hub: EventHub },
  own: TenantProducer,
  batchId: string,
  signal: AbortSignal,
  after: string | undefined,
): AsyncGenerator<readonly SseMessage[]> {
  const leaving = new AbortController();
  const seen = heardIterator(hub.subscribe(own, { batchId }, AbortSignal.any([signal, leaving.signal]), after));
  const look = (): Promise<BatchSummary> => looks.at(own, batchId);
  try {
    let next = seen.next();
    let batch = await look();
    let lookedAt = performance.now();
    let stale = false;
    yield progress(batch);
    for (let quiet = after === undefined; outcomeOf(batch) === undefined || stale || !quiet;) {
      const step = await soon(next, PROGRESS_MS);
      quiet = step === undefined;
      if (step?.done === true) return;
      if (step !== undefined) {
        stale = true;
        yield tellChanges(step.value);
        next = seen.next();
      }
      if (performance.now() - lookedAt < (stale ? PROGRESS_MS : LOOK_AGAIN_MS)) continue;
      const before = batch;
      batch = await look();
      lookedAt = performance.now();
      stale = false;
      if (batch !== before && JSON.stringify(batch) !== JSON.stringify(before)) yield progress(batch);
    }
    yield [{ event: "end", data: showBatch(batch) }];
  } finally {
    leaving.abort();
  }
}

/** Asked for the next before it is waited for: a failure meanwhile is told to whoever waits then, and is nobody's until then. */
function heardIterator<Value>(values: AsyncIterable<Value>): { next(): Promise<IteratorResult<Value>> } {
  const iterator = values[Symbol.asyncIterator]();
  return {
    next() {
      const step = iterator.next();
      step.catch(() => undefined);
      return step;
    },
  };
}

/** What comes at once, or within so long; undefined when nothing does. */
async function soon<Value>(next: Promise<Value>, ms = 100): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}

const changes = new WeakMap<EventGroup, readonly SseMessage[]>();

/** The same group goes to all who listen: it is put into words once. */
function tellChanges(group: EventGroup): readonly SseMessage[] {
  const known = changes.get(group) ?? group.map(tellChange);
  changes.set(group, known);
  return known;
}

function tellChange({ eventId, generationId, batchId, from, to, at }: GenerationEvent): SseMessage {
  return { event: "change", id: eventId, data: { generation: generationId, batch: batchId, from, to, at: new Date(at).toISOString() } };
}

const progresses = new WeakMap<BatchSummary, readonly SseMessage[]>();

function progress(batch: BatchSummary): readonly SseMessage[] {
  const known = progresses.get(batch) ?? [{ event: "progress", data: showBatch(batch) }];
  progresses.set(batch, known);
  return known;
}

function streamAnswer(messages: () => AsyncIterable<readonly SseMessage[]>): StreamAnswer {
  return {
    status: 200,
    open: () => sseStream(messages()),
    contentType: "text/event-stream; charset=utf-8",
    headers: { "x-accel-buffering": "no" },
  };
}

function readLastEventId(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === "") return undefined;
  if (typeof header === "string" && EVENT_ID.test(header)) return header;
  throw new Problem(400, "bad_last_event_id", { detail: "Last-Event-ID is not an id that this stream gave." });
}
