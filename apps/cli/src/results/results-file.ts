import type { GenerationRecord, ObjectStore } from "@hailuo-queue/contracts";
import { isoTime } from "./iso-time.ts";

export const RESULTS_KEY = "results.jsonl";

/** One generation as a line of results.jsonl. Every key is always there, but `error`; what is not known is null. */
export function resultsLine(record: GenerationRecord): object {
  return {
    custom_id: record.customId ?? null,
    id: record.id,
    batch: record.batchId,
    state: record.state,
    request: record.request,
    task_id: record.taskId ?? null,
    account: record.account ?? null,
    object_key: record.objectKey,
    location: record.video?.location ?? null,
    bytes: record.video?.bytes ?? null,
    sha256: record.video?.sha256 ?? null,
    created_at: isoTime(record.createdAt),
    submitted_at: isoTime(record.submittedAt),
    accepted_at: isoTime(record.acceptedAt),
    generated_at: isoTime(record.generatedAt),
    ended_at: isoTime(record.endedAt),
    ...(record.error === undefined ? {} : { error: record.error }),
  };
}

/** Writes `results.jsonl` in the order of the batch, while the records are read: a batch of any size needs no memory. */
export async function writeResults(
  store: Pick<ObjectStore, "put" | "uri">,
  records: AsyncIterable<GenerationRecord>,
  visit: (record: GenerationRecord) => void,
): Promise<string> {
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const record of records) {
      visit(record);
      yield Buffer.from(`${JSON.stringify(resultsLine(record))}\n`);
    }
  }
  await store.put(RESULTS_KEY, body(), { contentType: "application/x-ndjson" });
  return store.uri(RESULTS_KEY);
}
