import { BATCH_LIMITS, FAULT_LIMITS, optional, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import {
  createInputNotes,
  type KeepMedia,
  readItems,
  type ReadEntry,
  type ReadItemsOptions,
} from "@hailuo-queue/intake";
import type { BatchItem, TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../http/problem.ts";
import { showInput, type ShownInput } from "../views/uploaded-input.ts";

/** How an upload is to be read, where its sender says so. */
export type UploadReading = Pick<ReadItemsOptions, "format" | "hint" | "encoding" | "sheet" | "isStrict" | "hold">;

export interface IngestOptions {
  readonly batchId: string;
  /** What its sender says of the upload's content. */
  readonly read: UploadReading;
  /** Index of the first entry: a broken upload goes on where it stopped. */
  readonly start: number;
  /** @throws when so many more are too many for the tenant. */
  readonly requireRoom: (more: number) => Promise<void>;
  /** Keeps data URLs that still stand in the entries. */
  readonly keepMedia: KeepMedia;
}

export interface IngestFault {
  readonly index: number;
  readonly line: number | null;
  readonly field: string | null;
  readonly message: string;
}

/** What became of one upload. */
export interface IngestReport {
  /** Entries of this upload, good or bad. */
  readonly received: number;
  readonly created: number;
  readonly existing: number;
  readonly invalid: number;
  /** Sent before with another payload under the same index. */
  readonly conflicts: number;
  /** The first of what is wrong with them, and with conflicts. */
  readonly faults: readonly IngestFault[];
  /** How the upload was understood. */
  readonly input: ShownInput;
}

/**
 * In memory at once, together with their receipts: so many, or as many as have so many bytes, since a line may be an
 * image.
 */
const CHUNK = 500;
const CHUNK_BYTES = 4_000_000;

/**
 * Takes a stream of items into a batch chunk by chunk; the caller is not read faster than Redis takes them. What was
 * taken before the stream broke off stays taken.
 * @throws Problem (413 `too_many_items`) where the batch is full, and UnreadableInputError where it cannot be read on.
 */
export async function ingestItems(
  own: Pick<TenantProducer, "addItems" | "noteBatchFaults">,
  source: AsyncIterable<Uint8Array>,
  options: IngestOptions,
): Promise<IngestReport> {
  const { batchId, start } = options;
  const notes = createInputNotes();
  const counts = { received: 0, created: 0, existing: 0, invalid: 0, conflicts: 0 };
  const faults: IngestFault[] = [];
  let chunk: { readonly index: number; readonly entry: ReadEntry }[] = [];
  let bytes = 0;

  const tell = (fault: IngestFault): void => {
    if (faults.length < FAULT_LIMITS.maxTold) faults.push(fault);
  };

  async function flush(): Promise<void> {
    if (chunk.length === 0) return;
    const [taken, lines] = [chunk, new Map(chunk.map(({ index, entry }) => [index, entry.line]))];
    chunk = [];
    bytes = 0;
    const good = taken.flatMap(({ index, entry }): BatchItem[] =>
      entry.item === undefined ? [] : [{ index, ...itemOf(entry) }],
    );
    const bad = taken.flatMap(({ index, entry }) => (entry.faults === undefined ? [] : [{ index, entry }]));
    if (good.length > 0) await options.requireRoom(good.length);
    for (const receipt of await own.addItems(batchId, good)) {
      const line = lines.get(receipt.index) ?? null;
      if (receipt.result === "invalid") {
        counts.invalid += 1;
        for (const { field, message } of receipt.faults) tell({ index: receipt.index, line, field, message });
      } else if (receipt.result === "conflict") {
        counts.conflicts += 1;
        tell({
          index: receipt.index,
          line,
          field: null,
          message: `was sent before with another payload, as ${receipt.id}`,
        });
      } else counts[receipt.result] += 1;
    }
    if (bad.length === 0) return;
    counts.invalid += bad.length;
    for (const { index, entry } of bad)
      for (const { line = null, field = null, message } of entry.faults ?? []) tell({ index, line, field, message });
    const noted = bad.map(({ index, entry }) => ({
      index,
      sentBytes: entry.bytes,
      faults: (entry.faults ?? []).map(({ field = "(line)", message }) => ({ field, message })),
    }));
    await own.noteBatchFaults(batchId, noted);
  }

  // A custom_id that stands there twice is found by the batch, however far apart and in whichever uploads.
  for await (const entry of readItems(source, {
    ...options.read,
    notes,
    findDoubles: false,
    keepMedia: options.keepMedia,
    maxLines: MOST_LINES,
  })) {
    const index = start + counts.received;
    if (index >= BATCH_LIMITS.maxItems) {
      await flush();
      throw new Problem(413, "too_many_items", {
        detail: `A batch has at most ${BATCH_LIMITS.maxItems} items; those before item ${index} were taken. Send the others to another batch.`,
      });
    }
    chunk.push({ index, entry });
    counts.received += 1;
    bytes += entry.bytes;
    if (chunk.length === CHUNK || bytes >= CHUNK_BYTES) await flush();
  }
  await flush();
  return { ...counts, faults, input: showInput(notes) };
}

const MOST_LINES = BATCH_LIMITS.maxItems + UPLOAD_LIMITS.maxBlankLines;

function itemOf({ item }: ReadEntry): Pick<BatchItem, "request" | "customId" | "name"> {
  if (item === undefined) throw new Error("unreachable: only good entries are asked for");
  const { request, customId, name } = item;
  return { request, ...optional({ customId, name }) };
}
