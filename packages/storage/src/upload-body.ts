import { createMultipartUpload, type UploadClient, type UploadTarget } from "./multipart-upload.ts";
import type { PartBuffers } from "./part-buffers.ts";
import type { RunningHash } from "./hash-thread.ts";
import type { StoppableBody } from "./stoppable-body.ts";

export interface UploadOptions {
  readonly buffers: PartBuffers;
  /** Parts that travel at once. */
  readonly queueSize: number;
  /** Is given each part as it starts to travel; a buffer is filled again when both are done with it. */
  readonly hash?: RunningHash;
  readonly signal?: AbortSignal;
}

/** What was stored. */
export interface UploadedBody {
  readonly bytes: number;
  /** Hexadecimal; undefined without a `hash`. */
  readonly sha256: string | undefined;
}

/**
 * Streams a body into one object: a PutObject when it fits into one part, else multipart, aborted on any failure. Fills
 * one buffer while up to `queueSize` others travel; with fewer buffers free it is slower, never stuck.
 * @throws the first failure of the body or of the store; parts that were sent are given up.
 */
export async function uploadBody(
  client: UploadClient,
  target: UploadTarget,
  source: StoppableBody,
  options: UploadOptions,
): Promise<UploadedBody> {
  const { buffers, queueSize, hash, signal } = options;
  const { partBytes } = buffers;
  const broken = new AbortController();
  const upload = createMultipartUpload(
    client,
    target,
    signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]),
  );
  const travelling = new Set<Promise<void>>();
  const arrived: Buffer[] = [];
  let filling = await buffers.take(signal);
  let filled = 0;
  let bytes = 0;

  const giveUp = (error: unknown): void => {
    broken.abort(error);
    source.cancel(error);
  };
  /** Never rejects: a part that fails cuts the others short and ends the source, which then throws. */
  const sendPart = async (buffer: Buffer, length: number): Promise<void> => {
    const part = buffer.subarray(0, length);
    const hashed = hash?.update(part).catch(giveUp);
    await upload.putPart(part).catch(giveUp);
    await hashed;
    arrived.push(buffer);
  };
  const startPart = (buffer: Buffer, length: number): void => {
    const part = sendPart(buffer, length).finally(() => travelling.delete(part));
    travelling.add(part);
  };
  const freeBuffer = (): Buffer | undefined =>
    travelling.size < queueSize + 1 ? (arrived.pop() ?? buffers.tryTake()) : undefined;
  const nextBuffer = async (): Promise<Buffer> => {
    await Promise.race(travelling);
    return arrived.pop() ?? nextBuffer();
  };
  /** Waits only where no buffer is free. */
  const copyIn = (chunk: Uint8Array, from: number): Promise<void> | void => {
    let offset = from;
    for (;;) {
      const copied = Math.min(partBytes - filled, chunk.length - offset);
      // Not `set`: into shared memory it copies byte by byte unless both sides are aligned alike (0.5 s per GiB against
      // 0.05).
      filling.fill(copied === chunk.length ? chunk : chunk.subarray(offset, offset + copied), filled, filled + copied);
      filled += copied;
      offset += copied;
      if (offset === chunk.length) return;
      startPart(filling, filled);
      filled = 0;
      const free = freeBuffer();
      if (free === undefined) {
        return nextBuffer().then((buffer) => {
          filling = buffer;
          return copyIn(chunk, offset);
        });
      }
      filling = free;
    }
  };

  try {
    await source.pump((chunk) => {
      bytes += chunk.length;
      return copyIn(chunk, 0);
    });
    if (bytes <= partBytes) {
      const whole = filling.subarray(0, filled);
      // Both have left the buffer before it is given back, whichever fails.
      const [put, hashed] = await Promise.allSettled([upload.putWhole(whole), hash?.digest(whole)]);
      if (put.status === "rejected") throw put.reason;
      if (hashed.status === "rejected") throw hashed.reason;
      return { bytes, sha256: hashed.value };
    }
    startPart(filling, filled);
    await Promise.all(travelling);
    broken.signal.throwIfAborted();
    const sha256 = await hash?.digest();
    await upload.complete();
    return { bytes, sha256 };
  } catch (error) {
    broken.abort(error);
    await Promise.all(travelling);
    await upload.abort();
    throw error;
  } finally {
    for (const buffer of new Set([filling, ...arrived])) buffers.giveBack(buffer);
  }
}
