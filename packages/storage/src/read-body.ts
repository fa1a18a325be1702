import type { IncomingMessage } from "node:http";

/** Yields a response's bytes. Silence of the server ends it with an error; time that the consumer takes does not count. */
export async function* readBody(response: IncomingMessage, idleTimeoutMs: number): AsyncGenerator<Uint8Array> {
  let waiting = true;
  const timer = setTimeout(() => {
    if (waiting) response.destroy(new Error(`no byte came for ${idleTimeoutMs} ms`));
  }, idleTimeoutMs);
  try {
    for await (const chunk of response) {
      waiting = false;
      yield chunk as Buffer;
      waiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}
