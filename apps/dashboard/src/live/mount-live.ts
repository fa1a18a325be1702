import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { responseHeaders } from "../guard/response-headers.ts";
import type { LiveMessage, LivePage, LiveTopics } from "./live-topics.ts";

/** How one page is followed. */
export interface LiveStream extends LivePage {
  readonly read: () => Promise<object | undefined>;
}

/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** A page that does not read is closed. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * Answers with a stream of events: `state` with the whole state whenever it has changed, `trouble` with a sentence. Ends
 * when whoever asked may not see it any more.
 */
export function streamLive(
  topics: LiveTopics,
  request: FastifyRequest,
  reply: FastifyReply,
  { read, ...page }: LiveStream,
  isStillAllowed: () => Promise<boolean>,
): void {
  const { raw } = reply;
  // Gone while its right was looked up: nothing would tell of its end any more.
  if (raw.destroyed) {
    reply.hijack();
    return;
  }
  const stopListening = topics.listen(page, read, write);
  reply.hijack();
  raw.writeHead(200, {
    ...responseHeaders(request.url),
    "content-type": "text/event-stream; charset=utf-8",
    "x-accel-buffering": "no",
  });
  raw.write(": connected\n\n");
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
  heartbeat.unref();
  raw.on("close", end);

  function write({ event, data }: LiveMessage): void {
    // Told with the first listener's read, before the headers have left.
    if (!raw.headersSent) {
      setImmediate(write, { event, data });
      return;
    }
    if (raw.destroyed) return;
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
    else raw.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  async function beat(): Promise<void> {
    const isAllowed = await isStillAllowed().catch(() => true);
    if (isAllowed) raw.write(": still here\n\n");
    else {
      raw.write(`event: signed-out\ndata: {}\n\n`);
      end();
      raw.end();
    }
  }

  function end(): void {
    clearInterval(heartbeat);
    stopListening();
  }
}

/** Streams that are open do not keep a server from closing. */
export function closeWithServer(server: FastifyInstance, topics: LiveTopics): void {
  server.addHook("onClose", async () => topics.close());
}
