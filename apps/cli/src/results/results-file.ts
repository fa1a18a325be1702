import {
  CSV_MARK,
  type GenerationRecord,
  type ObjectStore,
  resultLine,
  RESULT_TABLE_HEAD,
  resultRow,
} from "@hailuo-queue/contracts";

/** What a run writes, under the name of its batch: runs into the same place leave each other's alone. */
export function resultsKeys(batchId: string): { readonly lines: string; readonly table: string } {
  return { lines: `${batchId}/results.jsonl`, table: `${batchId}/results.csv` };
}

/**
 * Writes `results.jsonl` and `results.csv` in the order of the batch, while the records are read: a batch of any size
 * needs no memory. The records are read once for each file; `visit` sees them once. Returns where the lines are.
 */
export async function writeResults(
  store: Pick<ObjectStore, "put" | "uri">,
  { batchId, read }: { readonly batchId: string; readonly read: () => AsyncIterable<GenerationRecord> },
  visit: (record: GenerationRecord) => void | Promise<void>,
): Promise<string> {
  const { lines, table } = resultsKeys(batchId);
  async function* asLines(): AsyncGenerator<Uint8Array> {
    for await (const record of read()) {
      await visit(record);
      yield Buffer.from(`${JSON.stringify(resultLine(record))}\n`);
    }
  }
  async function* asTable(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(CSV_MARK + RESULT_TABLE_HEAD);
    for await (const record of read()) yield Buffer.from(resultRow(resultLine(record)));
  }
  await store.put(lines, asLines(), { contentType: "application/x-ndjson" });
  await store.put(table, asTable(), { contentType: "text/csv; charset=utf-8" });
  return store.uri(lines);
}
