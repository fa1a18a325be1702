import { createGunzip } from "node:zlib";
import { PACKED_LIMITS } from "@hailuo-queue/contracts";
import { UnreadableInputError } from "./unreadable-input-error.ts";

/** By the first two bytes. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

type Limits = { readonly [Name in keyof typeof PACKED_LIMITS]: number };

/**
 * Unpacks gzip while it arrives. A bomb is refused by what it has unfolded to, chunk by chunk.
 * @throws UnreadableInputError, and what the source throws.
 */
export async function* unpackGzip(
  source: AsyncIterable<Uint8Array>,
  limits: Limits = PACKED_LIMITS,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let [packed, unpacked] = [0, 0];
  let broken: { readonly error: unknown } | undefined;
  const feeding = (async () => {
    try {
      for await (const chunk of source) {
        packed += chunk.length;
        if (gunzip.destroyed) return;
        if (!gunzip.write(chunk)) await onceReady(gunzip);
      }
      gunzip.end();
    } catch (error) {
      broken = { error };
      gunzip.destroy();
    }
  })();
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > limits.maxUnpackedBytes)
        throw new UnreadableInputError(
          `is gzip of more than ${limits.maxUnpackedBytes / 1_073_741_824} GiB, ` +
            "the most that is unpacked; send it in parts",
        );
      if (unpacked > limits.freeBytes && unpacked > packed * limits.maxRatio)
        throw new UnreadableInputError(
          `is gzip that expands to more than ${limits.maxRatio} times its size; ` +
            "send it unpacked if it is a list of prompts",
        );
      yield chunk;
    }
  } catch (error) {
    if (broken !== undefined) throw broken.error;
    if (error instanceof UnreadableInputError) throw error;
    throw new UnreadableInputError("is gzip that cannot be unpacked: it is damaged, or ends too early");
  } finally {
    gunzip.destroy();
  }
  await feeding;
}

/** Resolves when more may be written, or nothing any more. */
function onceReady(stream: NodeJS.EventEmitter): Promise<void> {
  const events = ["drain", "close", "error"];
  return new Promise((resolve) => {
    const ready = (): void => {
      for (const event of events) stream.off(event, ready);
      resolve();
    };
    for (const event of events) stream.on(event, ready);
  });
}
