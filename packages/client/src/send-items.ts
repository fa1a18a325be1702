import type { Connection } from "./connection.ts";
import type { components } from "./generated/api.ts";

/** What one upload of items added, as the gateway reports it. */
export type Upload = components["schemas"]["Upload"];

/** One wanted video of a batch: the fields of a generation request, and perhaps a `custom_id`. */
export type Item = Readonly<Record<string, unknown>>;

/** Where an upload starts, and how it reports and stops. */
export interface SendItemsOptions {
  /** Index of the first item; default 0. To go on with an upload of before: how many were sent. */
  readonly start?: number;
  /** Told how many were taken so far. */
  readonly onProgress?: (sent: number) => void;
  readonly signal?: AbortSignal;
}

/** What all parts of an upload added together. */
export interface SentItems {
  readonly sent: number;
  readonly created: number;
  readonly existing: number;
  readonly invalid: number;
  readonly conflicts: number;
  /** The first 1,000. */
  readonly faults: Upload["faults"];
}

/** In memory at once; a request that breaks is sent again, which adds none twice. */
const MOST_ITEMS = 5000;
const MOST_CHARACTERS = 4_000_000;
const SHOWN_FAULTS = 1000;

/** Sends items of any number into an open batch with bounded memory, waiting for the gateway to take each part. */
export async function sendItems(
  connection: Connection,
  batchId: string,
  items: Iterable<Item> | AsyncIterable<Item>,
  { start = 0, onProgress, signal }: SendItemsOptions = {},
): Promise<SentItems> {
  let sum: SentItems = { sent: 0, created: 0, existing: 0, invalid: 0, conflicts: 0, faults: [] };
  let lines: string[] = [];
  let characters = 0;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const upload = await connection.askAgain(
      `/api/v1/batches/${encodeURIComponent(batchId)}/items?start=${start + sum.sent}`,
      {
        method: "POST",
        headers: { "content-type": "application/x-ndjson" },
        body: lines.join("\n"),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    sum = add(sum, upload as Upload);
    lines = [];
    characters = 0;
    onProgress?.(sum.sent);
  }

  for await (const item of items) {
    const line = JSON.stringify(item);
    if (lines.length >= MOST_ITEMS || characters + line.length > MOST_CHARACTERS) await flush();
    lines.push(line);
    characters += line.length;
  }
  await flush();
  return sum;
}

function add(sum: SentItems, upload: Upload): SentItems {
  return {
    sent: sum.sent + upload.received,
    created: sum.created + upload.created,
    existing: sum.existing + upload.existing,
    invalid: sum.invalid + upload.invalid,
    conflicts: sum.conflicts + upload.conflicts,
    faults: [...sum.faults, ...upload.faults].slice(0, SHOWN_FAULTS),
  };
}
