import { type Connection, mayPass, pause } from "./connection.ts";
import { readLines } from "./read-lines.ts";
import type { StreamEvent } from "./stream-event.ts";

const PAUSE_MS = 1000;

/**
 * Follows a stream to its `end`, over broken connections: each change is told once.
 * @throws GatewayError: the gateway refuses the stream. A connection that breaks is opened again instead.
 */
export async function* readEvents<Told extends StreamEvent>(
  connection: Connection,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Told> {
  let last: string | undefined;
  for (;;) {
    const headers = { accept: "text/event-stream", ...(last === undefined ? {} : { "last-event-id": last }) };
    try {
      const { body } = await connection.sendAgain(path, { headers, ...(signal === undefined ? {} : { signal }) });
      for await (const event of parseEvents(body as unknown as AsyncIterable<Uint8Array>)) {
        last = event.id ?? last;
        yield event as Told;
        if (event.event === "end") return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error)) throw error;
    }
    await pause(PAUSE_MS, signal);
  }
}

interface Message {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

async function* parseEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  let fields: Record<string, string> = {};
  for await (const line of readLines(body)) {
    if (line === "") {
      const { event = "message", id, data } = fields;
      fields = {};
      if (data !== undefined) yield { event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) as unknown };
      continue;
    }
    const [, name, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    // A line without a name is a comment that keeps the connection open.
    if (name !== undefined && name !== "")
      fields[name] = name === "data" && fields["data"] !== undefined ? `${fields["data"]}\n${value}` : value;
  }
}
