import type { GenerationEvent } from "@hailuo-queue/producer";
import { expect, test } from "@jest/globals";
import { createEventHistory, isAfter } from "./event-history.ts";

/** A stream of events, and what was read of it. */
function createStream() {
  const events: GenerationEvent[] = [];
  const reads: string[] = [];
  return {
    reads,
    add: (...ids: readonly string[]) =>
      events.push(
        ...ids.map(
          (eventId) => ({ eventId, generationId: "g", batchId: "b", from: "queued", to: "creating", at: 1 }) as const,
        ),
      ),
    async *pastEvents(after: string): AsyncGenerator<GenerationEvent> {
      reads.push(after);
      yield* events.filter(({ eventId }) => isAfter(eventId, after));
    },
  };
}

const idsOf = (events: readonly GenerationEvent[]): readonly string[] => events.map(({ eventId }) => eventId);

test("a hundred listeners that come back at once cost two reads, and are told what came after their id", async () => {
  const stream = createStream();
  stream.add("1-0", "1-1", "2-0", "10-0");
  const history = createEventHistory(stream);
  const told = await Promise.all(Array.from({ length: 100 }, (_, at) => history.after(at % 2 === 0 ? "1-1" : "0-0")));
  expect(idsOf(told[0] ?? [])).toEqual(["2-0", "10-0"]);
  expect(idsOf(told[1] ?? [])).toEqual(["1-0", "1-1", "2-0", "10-0"]);
  expect(stream.reads).toEqual(["0-0", "10-0"]);
});

test("what happened since is read on from the last that is known, and an id of the future has nothing after it", async () => {
  const stream = createStream();
  stream.add("1-0");
  const history = createEventHistory(stream);
  expect(idsOf(await history.after("0-0"))).toEqual(["1-0"]);
  stream.add("1-1");
  expect(idsOf(await history.after("1-0"))).toEqual(["1-1"]);
  expect(await history.after("9999999999999999-0")).toEqual([]);
  expect(stream.reads).toEqual(["0-0", "1-0", "1-1"]);
});

test("a read that failed fails those who waited for it, and the next listener reads again", async () => {
  const stream = createStream();
  stream.add("1-0");
  let broken = true;
  const history = createEventHistory({
    pastEvents: (after) => {
      if (!broken) return stream.pastEvents(after);
      broken = false;
      throw new Error("Redis is away");
    },
  });
  const [first, second] = await Promise.allSettled([history.after("0-0"), history.after("0-0")]);
  expect([first?.status, second?.status]).toEqual(["rejected", "fulfilled"]);
  expect(idsOf(await history.after("0-0"))).toEqual(["1-0"]);
});
