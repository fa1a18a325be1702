import { expect, test } from "@jest/globals";
import type { BatchItem } from "@hailuo-queue/producer";
import { ingestItems } from "./ingest-items.ts";

test("items with images are handed on before many of them stand in memory, and each keeps its place", async () => {
  const image = `data:image/jpeg;base64,/9j/${"A".repeat(500_000)}`;
  const handedOn: (readonly BatchItem[])[] = [];
  async function* upload() {
    for (let at = 0; at < 100; at += 1)
      yield Buffer.from(`${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: `${at}`, image_url: image })}\n`);
  }
  const producer = {
    addItems: async (_batchId: string, items: readonly BatchItem[]) => {
      handedOn.push(items);
      return items.map(({ index }) => ({ index, result: "created" as const, id: `g${index}` }));
    },
    noteBatchFaults: async () => undefined,
  };
  const report = await ingestItems(producer, upload(), { batchId: "b", format: "jsonl", start: 7, requireRoom: async () => undefined });
  expect(report).toMatchObject({ received: 100, created: 100, invalid: 0 });
  expect(handedOn.flat().map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, at) => at + 7));
  for (const items of handedOn) expect(items.length).toBeLessThanOrEqual(8);
});
