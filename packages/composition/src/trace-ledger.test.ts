import type { GenerationRecord, Ledger, PollNote } from "@hailuo-queue/contracts";
import type { SpanTold } from "@hailuo-queue/runtime";
import { expect, test } from "@jest/globals";
import { traceLedger } from "./trace-ledger.ts";

test("polls of ten thousand tasks that others saw end make room for those of the next", async () => {
  const told: SpanTold[] = [];
  const record = { id: "last", state: "succeeded", acceptedAt: 1, generatedAt: 2, request: {}, pollCount: 1 };
  const ledger = traceLedger(
    {
      get: async () => record as unknown as GenerationRecord,
      notePoll: async () => undefined,
      transition: async () => ({ outcome: "moved" }),
    } as unknown as Ledger,
    { tell: (_name, span) => void told.push(span) },
    () => 1,
  );
  const note = { pollCount: 1, seen: { providerStatus: "Processing" } } as PollNote;
  for (let at = 0; at < 10_000; at += 1) await ledger.notePoll(`lost_${at}`, note);
  await ledger.notePoll("last", note);
  await ledger.transition("last", { from: ["generating"], to: "succeeded" } as Parameters<Ledger["transition"]>[1]);
  expect(told).toMatchObject([{ events: [{ name: "poll" }] }]);
});
