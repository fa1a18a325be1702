import type { Connection } from "./connection.ts";
import type { components } from "./generated/api.ts";
import { type Item, sendItems, type SentItems, type Upload } from "./send-items.ts";
import type { Batch } from "./stream-event.ts";

/** Where the items of a batch come from: a file in any format that the gateway reads, or requests one by one. */
export type BatchSource = Blob | Iterable<Item> | AsyncIterable<Item>;

/** How a batch is opened, reported on and stopped. */
export interface UploadBatchOptions {
  /** What the batch is opened with: budget, priority, webhook, and what becomes of invalid lines. */
  readonly settings?: components["schemas"]["NewBatch"];
  /** Makes the whole call safe to repeat, also by another process: the same key is the same batch. Default: random. */
  readonly idempotencyKey?: string;
  /** Told how many items were taken so far. */
  readonly onProgress?: (sent: number) => void;
  readonly signal?: AbortSignal;
}

/** A batch that was sealed, and what became of its items. */
export interface UploadedBatch {
  readonly batch: Batch;
  /**
   * `existing`: it was sealed before. `rejected`: because of invalid lines, none of its videos are made; `items.faults`
   * has the first of them.
   */
  readonly result: "sealed" | "existing" | "rejected";
  readonly items: SentItems;
}

/**
 * Opens a batch, fills it and seals it.
 * @throws GatewayError; nothing of a batch that is not sealed starts.
 */
export async function uploadBatch(
  connection: Connection,
  source: BatchSource,
  { settings = {}, idempotencyKey = crypto.randomUUID(), onProgress, signal }: UploadBatchOptions = {},
): Promise<UploadedBatch> {
  const ending = signal === undefined ? {} : { signal };
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    connection.askAgain(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      ...ending,
    });
  const opened = (await post("/api/v1/batches", settings, { "idempotency-key": idempotencyKey })) as Batch;
  if (opened.phase !== "open") return { batch: opened, result: "existing", items: NO_ITEMS };
  const { id } = opened;
  const path = `/api/v1/batches/${encodeURIComponent(id)}`;
  const items =
    source instanceof Blob
      ? await sendFile(connection, `${path}/items`, source, signal)
      : await sendItems(connection, id, source, { ...(onProgress === undefined ? {} : { onProgress }), ...ending });
  if (source instanceof Blob) onProgress?.(items.sent);
  const seal = (await post(`${path}/seal`, { total: items.sent })) as components["schemas"]["Seal"];
  return { batch: seal.batch, result: seal.result, items };
}

const NO_ITEMS: SentItems = { sent: 0, created: 0, existing: 0, invalid: 0, conflicts: 0, faults: [] };

/** A file is sent as it is: its content says what it is. */
async function sendFile(
  connection: Connection,
  path: string,
  body: Blob,
  signal: AbortSignal | undefined,
): Promise<SentItems> {
  const upload = (await connection.askAgain(path, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body,
    ...(signal === undefined ? {} : { signal }),
  })) as Upload;
  const { received: sent, created, existing, invalid, conflicts, faults } = upload;
  return { sent, created, existing, invalid, conflicts, faults };
}
