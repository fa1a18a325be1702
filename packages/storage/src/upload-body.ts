import type { S3Client } from "@aws-sdk/client-s3";
import { createMultipartUpload, type UploadTarget } from "./multipart-upload.ts";
import type { PartBuffers } from "./part-buffers.ts";
import type { StoppableBody } from "./stoppable-body.ts";

export interface UploadOptions {
  readonly buffers: PartBuffers;
  /** Parts that travel at once. */
  readonly queueSize: number;
  readonly signal?: AbortSignal;
}

/**
 * Streams a body into one object: a PutObject when it fits into one part, else multipart, aborted on any failure. Returns
 * the bytes. Fills one buffer while up to `queueSize` others travel; with fewer buffers free it is slower, never stuck.
 */
export async function uploadBody(client: S3Client, target: UploadTarget, source: StoppableBody, options: UploadOptions): Promise<number> {
  const { buffers, queueSize, signal } = options;
  const { partBytes } = buffers;
  const broken = new AbortController();
  const upload = createMultipartUpload(client, target, signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]));
  const travelling = new Set<Promise<void>>();
  const arrived: Buffer[] = [];
  let filling = await buffers.take(signal);
  let filled = 0;
  let bytes = 0;

  /** Never rejects: a part that fails cuts the others short and ends the source, which then throws. */
  const sendPart = async (buffer: Buffer, length: number): Promise<void> => {
    try {
      await upload.putPart(buffer.subarray(0, length));
    } catch (error) {
      broken.abort(error);
      source.cancel(error);
    }
    arrived.push(buffer);
  };
  const startPart = (buffer: Buffer, length: number): void => {
    const part = sendPart(buffer, length).finally(() => travelling.delete(part));
    travelling.add(part);
  };
  const nextBuffer = async (): Promise<Buffer> => {
    const free = travelling.size < queueSize + 1 ? (arrived.pop() ?? buffers.tryTake()) : undefined;
    if (free !== undefined) return free;
    await Promise.race(travelling);
    return arrived.pop() ?? nextBuffer();
  };

  try {
    for await (const chunk of source) {
      let offset = 0;
      while (offset < chunk.length) {
        if (filled === partBytes) {
          startPart(filling, filled);
          filled = 0;
          filling = await nextBuffer();
        }
        const copied = Math.min(partBytes - filled, chunk.length - offset);
        filling.set(offset === 0 && copied === chunk.length ? chunk : chunk.subarray(offset, offset + copied), filled);
        filled += copied;
        offset += copied;
      }
      bytes += chunk.length;
    }
    if (bytes <= partBytes) {
      await upload.putWhole(filling.subarray(0, filled));
      return bytes;
    }
    startPart(filling, filled);
    await Promise.all(travelling);
    broken.signal.throwIfAborted();
    await upload.complete();
    return bytes;
  } catch (error) {
    broken.abort(error);
    await Promise.all(travelling);
    await upload.abort();
    throw error;
  } finally {
    for (const buffer of new Set([filling, ...arrived])) buffers.giveBack(buffer);
  }
}
