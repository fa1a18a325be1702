import { type GenerationRecord, type ObjectStore, resultLine } from "@hailuo-queue/contracts";

export const RESULTS_KEY = "results.jsonl";

/** Writes `results.jsonl` in the order of the batch, while the records are read: a batch of any size needs no memory. */
export async function writeResults(
  store: Pick<ObjectStore, "put" | "uri">,
  records: AsyncIterable<GenerationRecord>,
  visit: (record: GenerationRecord) => void | Promise<void>,
): Promise<string> {
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const record of records) {
      await visit(record);
      yield Buffer.from(`${JSON.stringify(resultLine(record))}\n`);
    }
  }
  await store.put(RESULTS_KEY, body(), { contentType: "application/x-ndjson" });
  return store.uri(RESULTS_KEY);
}
