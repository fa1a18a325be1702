import { type BatchLedger, errorMessage, type Ledger, type ObjectStore, type ResultLine, resultLine } from "@hailuo-queue/contracts";

export interface ReportParts {
  readonly ledger: Pick<Ledger, "list"> & Pick<BatchLedger, "batchesToReport" | "reported">;
  readonly store: Pick<ObjectStore, "put">;
  /** Of a batch's place; undefined for one whose results others write. Default: `store` for all. */
  readonly storeOf?: (batchId: string) => Promise<Pick<ObjectStore, "put"> | undefined>;
}

/** Large enough that storage is not asked for a part per line. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Writes `{batch}/results.jsonl` (all of it) and `{batch}/errors.jsonl` (what failed or was cancelled) of each sealed
 * batch that has ended, streamed from its records. Done again after a crash, and when a batch ends anew after a retry, it
 * writes the same files again. Returns the batches. One whose place takes nothing, such as a disk that is gone, holds up no other: throws only
 * when all were tried.
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
  if (failures.length > 0) throw new Error(`the results of ${failures.length} batches could not be written (${failures[0]})`);
  return written;

  async function report(batchId: string, endedAt: number): Promise<boolean> {
    const store = await storeOf(batchId);
    if (store === undefined) return false;
    await write(store, `${batchId}/results.jsonl`, batchId, () => true);
    await write(store, `${batchId}/errors.jsonl`, batchId, ({ state }) => state !== "succeeded");
    await ledger.reported(batchId, endedAt);
    return true;
  }

  async function write(
    store: Pick<ObjectStore, "put">,
    key: string,
    batchId: string,
    belongs: (line: ResultLine) => boolean,
  ): Promise<void> {
    await store.put(key, pieces(batchId, belongs), { contentType: "application/x-ndjson", signal });
  }

  async function* pieces(batchId: string, belongs: (line: ResultLine) => boolean): AsyncGenerator<Uint8Array> {
    let text = "";
    let cursor: string | undefined;
    do {
      const page = await ledger.list({ batchId, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
      for (const line of page.items.map(resultLine).filter(belongs)) {
        text += `${JSON.stringify(line)}\n`;
        if (text.length < PIECE_CHARACTERS) continue;
        yield Buffer.from(text);
        text = "";
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    if (text !== "") yield Buffer.from(text);
  }
}
