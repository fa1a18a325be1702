import { Readable } from "node:stream";
import { Problem } from "../http/problem.ts";

/** A body whose connection stays, so that it can be answered, when nobody reads it to its end: what is left is read and dropped. */
export async function* restingBody(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } finally {
    body.resume();
  }
}

/** A body for Fastify's own reader, which holds its length against Content-Length by `receivedEncodedLength`. */
export function movedBody(
  source: AsyncIterable<Uint8Array>,
  withoutMedia: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  maxBytes: number,
): Readable {
  let arrived = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      arrived += chunk.length;
      yield chunk;
    }
  }
  async function* limited(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const part of withoutMedia(counted())) {
      bytes += part.length;
      if (bytes > maxBytes)
        throw new Problem(413, "body_too_large", {
          detail: `Without its media the body has more than ${maxBytes / 1024} KiB, the most that is taken here.`,
        });
      yield part;
    }
  }
  const body = Readable.from(limited(), { objectMode: false });
  return Object.defineProperty(body, "receivedEncodedLength", { get: () => arrived });
}
