import { WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";

/** The files in a zip archive, by their names. */
export interface Archive {
  readonly names: readonly string[];
  /**
   * Unpacked as it is read, up to the limit of a part.
   * @throws UnreadableInputError.
   */
  read(name: string): AsyncIterable<Uint8Array>;
}

/** Told of what is going to be held, in bytes; throws where there is no room. */
export type Hold = (bytes: number) => void;

const { maxBytes, maxPartBytes, maxParts } = WORKBOOK_LIMITS;
const MIB = 1_048_576;

/**
 * Holds the archive in memory: its list of contents stands at the end.
 * @throws UnreadableInputError.
 */
export async function openArchive(source: AsyncIterable<Uint8Array>, hold: Hold): Promise<Archive> {
  const content = await collect(source, hold);
  const zip = await openZip(content);
  if (zip.entryCount > maxParts)
    throw new UnreadableInputError(
      `is a zip archive of ${zip.entryCount} files, and a workbook has at most ${maxParts}`,
    );
  const entries = new Map<string, Entry>();
  await whole(
    new Promise<void>((resolve, reject) => {
      zip.on("error", reject);
      zip.on("end", resolve);
      zip.on("entry", (entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.readEntry();
    }),
  );
  return {
    names: [...entries.keys()],
    async *read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new UnreadableInputError(`is a workbook without its part ${name}; save it again`);
      if (entry.isEncrypted()) throw new UnreadableInputError("is a workbook with a password; save it without one");
      // What the archive says of itself; that it is true is seen while it unfolds.
      if (entry.uncompressedSize > maxPartBytes) throw tooMuch(name);
      const stream = await whole(zip.openReadStreamPromise(entry));
      let bytes = 0;
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes > maxPartBytes) throw tooMuch(name);
          yield chunk;
          const pause = giveWay();
          if (pause !== undefined) await pause;
        }
      } catch (error) {
        throw error instanceof UnreadableInputError ? error : damaged();
      } finally {
        stream.destroy();
      }
    },
  };
}

async function collect(source: AsyncIterable<Uint8Array>, hold: Hold): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new UnreadableInputError(
        `is a workbook or zip archive of more than ${maxBytes / MIB} MiB, the ` +
          "most that is read; export the sheet as CSV",
      );
    hold(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function openZip(content: Buffer): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: false } as const;
  return whole(
    new Promise((resolve, reject) => {
      fromBuffer(content, options, (error, zip) => (error === null ? resolve(zip) : reject(error)));
    }),
  );
}

async function whole<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof UnreadableInputError ? error : damaged();
  }
}

function damaged(): UnreadableInputError {
  return new UnreadableInputError(
    "is a workbook or zip archive that is damaged or ends too early; save it again, or export the sheet as CSV",
  );
}

function tooMuch(name: string): UnreadableInputError {
  return new UnreadableInputError(
    `is a workbook whose part ${name} expands to more than ${maxPartBytes / MIB} ` +
      "MiB, the most that is read; export the sheet as CSV",
  );
}
