import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, mkdir, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A stored run of bytes: one PutObject, or one part. */
export interface Blob {
  readonly id: string;
  readonly bytes: number;
}

export interface BlobWriter {
  write(chunk: Buffer): Promise<void> | void;
  finish(): Promise<Blob>;
  /** Forgets what was written. */
  drop(): Promise<void>;
}

export interface BlobStore {
  create(): Promise<BlobWriter>;
  /** Bytes `start` to `end`, both inclusive. */
  read(blob: Blob, start: number, end: number): AsyncIterable<Buffer>;
  remove(blob: Blob): Promise<void>;
  close(): Promise<void>;
}

/** Each blob is a file of its own in a folder that goes away at the end. */
export async function openDiskBlobs(directory: string | undefined): Promise<BlobStore> {
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const folder = await mkdtemp(join(directory ?? tmpdir(), "s3-stand-in-"));
  return {
    async create() {
      const id = randomUUID();
      const file = await open(join(folder, id), "wx");
      let bytes = 0;
      return {
        async write(chunk) {
          let written = 0;
          while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
          bytes += chunk.length;
        },
        async finish() {
          await file.close();
          return { id, bytes };
        },
        async drop() {
          await file.close();
          await rm(join(folder, id), { force: true });
        },
      };
    },
    read: (blob, start, end) => createReadStream(join(folder, blob.id), { start, end }) as AsyncIterable<Buffer>,
    remove: (blob) => rm(join(folder, blob.id), { force: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Keeps only sizes, for benchmarks; bodies cannot be read back. */
export function openDiscardedBlobs(): BlobStore {
  return {
    create() {
      let bytes = 0;
      return Promise.resolve({
        write(chunk: Buffer) {
          bytes += chunk.length;
        },
        finish: () => Promise.resolve({ id: randomUUID(), bytes }),
        drop: () => Promise.resolve(),
      });
    },
    read() {
      throw new Error("This stand-in discards bodies.");
    },
    remove: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
