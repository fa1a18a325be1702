import { UnavailableError } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { createLiveTopics, type LiveMessage } from "./live-topics.ts";

/** Time that passes when the test says so. */
function openWorld() {
  let waiting: { readonly work: () => void; readonly ms: number }[] = [];
  const waits: number[] = [];
  const topics = createLiveTopics({
    later: (work, ms) => {
      const entry = { work, ms };
      waiting.push(entry);
      waits.push(ms);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    redact: (text) => text.replaceAll("secret", "***"),
  });
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    topics,
    waits,
    settle,
    pending: () => waiting.length,
    /** Every wait is over once. */
    async pass() {
      const due = waiting;
      waiting = [];
      for (const { work } of due) work();
      await settle();
    },
  };
}

test("twenty pages that look at the same cost the reads of one, and are all told", async () => {
  const { topics, pass, settle } = openWorld();
  let reads = 0;
  const read = async (): Promise<object> => ({ reads: (reads += 1) });
  const heard = Array.from({ length: 20 }, (): LiveMessage[] => []);
  for (const each of heard) topics.listen({ topic: "front" }, read, (message) => each.push(message));
  await settle();
  for (let round = 0; round < 9; round += 1) await pass();
  expect(reads).toBe(10);
  expect(heard.map((each) => each.length)).toEqual(heard.map(() => 10));
  // One that comes later is told at once what the others know.
  const late: LiveMessage[] = [];
  topics.listen({ topic: "front" }, read, (message) => late.push(message));
  expect([late, reads]).toEqual([[{ event: "state", data: '{"reads":10}' }], 10]);
});

test("what has not changed but for the time of the reading is not told again, and read less and less often", async () => {
  const { topics, pass, settle, waits } = openWorld();
  let at = 0;
  const heard: LiveMessage[] = [];
  topics.listen(
    { topic: "front" },
    async () => ({ at: (at += 1), fleet: { at }, state: "same" }),
    (message) => heard.push(message),
  );
  await settle();
  for (let round = 0; round < 5; round += 1) await pass();
  expect([heard.length, at]).toEqual([1, 6]);
  expect([waits[0], waits.at(-1)]).toEqual([2000, 5000]);
});

test("nobody who looks, nothing that is read", async () => {
  const { topics, pass, settle, pending } = openWorld();
  let reads = 0;
  const stop = topics.listen(
    { topic: "front" },
    async () => ({ reads: (reads += 1) }),
    () => undefined,
  );
  await settle();
  stop();
  stop();
  await pass();
  expect([reads, pending()]).toEqual([1, 0]);
});

test("an outage is told in a sentence without secrets, and what is there afterwards is told anew", async () => {
  const { topics, pass, settle } = openWorld();
  let isAway = false;
  const heard: LiveMessage[] = [];
  const read = async (): Promise<object> => {
    if (isAway) throw new UnavailableError("redis_unavailable", "Redis at secret is away.");
    return { state: "same" };
  };
  topics.listen({ topic: "front" }, read, (message) => heard.push(message));
  await settle();
  isAway = true;
  await pass();
  isAway = false;
  await pass();
  expect(heard).toEqual([
    { event: "state", data: '{"state":"same"}' },
    { event: "trouble", data: '{"error":"Redis at *** is away."}' },
    { event: "state", data: '{"state":"same"}' },
  ]);
});

test("so many pages are served and no more", () => {
  const { topics } = openWorld();
  const listen = (): (() => void) =>
    topics.listen(
      { topic: "front" },
      async () => ({}),
      () => undefined,
    );
  const stops = Array.from({ length: 500 }, listen);
  expect(listen).toThrow(expect.objectContaining({ code: "too_many_pages" }));
  stops[0]?.();
  listen();
});

test("a tenant takes some of the places, and leaves the others to the rest", () => {
  const { topics } = openWorld();
  const listen = (tenant?: string): (() => void) =>
    topics.listen(
      { topic: tenant ?? "all", tenant },
      async () => ({}),
      () => undefined,
    );
  const stops = Array.from({ length: 50 }, () => listen("acme"));
  expect(() => listen("acme")).toThrow(expect.objectContaining({ code: "too_many_pages" }));
  listen("other");
  listen();
  stops[0]?.();
  stops[0]?.();
  listen("acme");
  expect(() => listen("acme")).toThrow(expect.objectContaining({ code: "too_many_pages" }));
});
