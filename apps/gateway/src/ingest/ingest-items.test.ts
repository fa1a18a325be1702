import { expect, test } from "@jest/globals";
import type { BatchItem } from "@hailuo-queue/producer";
import { ingestItems } from "./ingest-items.ts";

test("items with images are handed on with the names of their inputs, and each keeps its place", async () => {
  const name = `input://sha256-${"a".repeat(64)}.jpg`;
  const handedOn: (readonly BatchItem[])[] = [];
  async function* upload() {
    for (let at = 0; at < 1100; at += 1)
      yield Buffer.from(
        `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: `${at}`, image_url: "data:image/jpeg;base64,/9j/AAAA" })}\n`,
      );
  }
  const producer = {
    addItems: async (_batchId: string, items: readonly BatchItem[]) => {
      handedOn.push(items);
      return items.map(({ index }) => ({ index, result: "created" as const, id: `g${index}` }));
    },
    noteBatchFaults: async () => undefined,
  };
  const report = await ingestItems(producer, upload(), {
    batchId: "b",
    read: { hint: "jsonl" },
    start: 7,
    keepMedia: async () => name,
    requireRoom: async () => undefined,
  });
  expect(report).toMatchObject({ received: 1100, created: 1100, invalid: 0 });
  expect(handedOn.flat().map(({ index }) => index)).toEqual(Array.from({ length: 1100 }, (_, at) => at + 7));
  expect(handedOn.flat().every(({ request }) => (request as { readonly image_url: string }).image_url === name)).toBe(
    true,
  );
  for (const items of handedOn) expect(items.length).toBeLessThanOrEqual(500);
});
