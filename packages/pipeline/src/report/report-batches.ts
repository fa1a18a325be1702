import {
  type BatchLedger,
  CSV_MARK,
  errorMessage,
  type Ledger,
  type ObjectStore,
  type ResultLine,
  resultLine,
  RESULT_TABLE_HEAD,
  resultRow,
  optional,
} from "@hailuo-queue/contracts";

/** What writing the results of ended batches needs. */
export interface ReportParts {
  readonly ledger: Pick<Ledger, "list"> & Pick<BatchLedger, "batchesToReport" | "reported">;
  readonly store: Pick<ObjectStore, "put">;
  /** Of a batch's place; undefined for one whose results others write. Default: `store` for all. */
  readonly storeOf?: (batchId: string) => Promise<Pick<ObjectStore, "put"> | undefined>;
}

/** Large enough that storage is not asked for a part per line. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Writes `{batch}/results.jsonl` and `{batch}/results.csv` (all of it) and `{batch}/errors.jsonl` (what failed or was
 * cancelled) of each sealed batch that has ended, streamed from its records. Done again after a crash, and when a batch
 * ends anew after a retry, it writes the same files again. Returns the batches. One whose place takes nothing, such as
 * a disk that is gone, holds up no other: throws only when all were tried.
 */
export async function reportEndedBatches(
  { ledger, store: own, storeOf = async () => own }: ReportParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written: string[] = [];
  const failures: string[] = [];
  for (const { batchId, endedAt } of await ledger.batchesToReport()) {
    signal.throwIfAborted();
    try {
      if (await report(batchId, endedAt)) written.push(batchId);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(`${batchId}: ${errorMessage(error)}`);
    }
  }
  if (failures.length > 0)
    throw new Error(`the results of ${failures.length} batches could not be written (${failures[0]})`);
  return written;

  async function report(batchId: string, endedAt: number): Promise<boolean> {
    const store = await storeOf(batchId);
    if (store === undefined) return false;
    const asLine = (line: ResultLine): string => `${JSON.stringify(line)}\n`;
    await write(store, `${batchId}/results.jsonl`, "application/x-ndjson", pieces(batchId, asLine));
    await write(
      store,
      `${batchId}/results.csv`,
      "text/csv; charset=utf-8",
      pieces(batchId, resultRow, CSV_MARK + RESULT_TABLE_HEAD),
    );
    const errors = pieces(batchId, (line) => (line.state === "succeeded" ? "" : asLine(line)));
    await write(store, `${batchId}/errors.jsonl`, "application/x-ndjson", errors);
    await ledger.reported(batchId, endedAt);
    return true;
  }

  async function write(
    store: Pick<ObjectStore, "put">,
    key: string,
    contentType: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    await store.put(key, body, { contentType, signal });
  }

  async function* pieces(
    batchId: string,
    written: (line: ResultLine) => string,
    head = "",
  ): AsyncGenerator<Uint8Array> {
    let text = head;
    let cursor: string | undefined;
    do {
      const page = await ledger.list({ batchId, limit: 500, ...optional({ cursor }) });
      for (const record of page.items) {
        text += written(resultLine(record));
        if (text.length < PIECE_CHARACTERS) continue;
        yield Buffer.from(text);
        text = "";
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    if (text !== "") yield Buffer.from(text);
  }
}
