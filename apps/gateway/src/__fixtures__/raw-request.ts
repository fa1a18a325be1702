import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { optional } from "@hailuo-queue/contracts";

export interface RawReply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Connected, and never an unhandled error: a server may cut whom it likes. */
export async function openSocket(url: string, localAddress?: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...optional({ localAddress }) });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/**
 * Writes bytes as they are, and reads one answer (without a body for HEAD, or for a stream), or to the end of the
 * connection.
 */
export async function sendRaw(url: string, bytes: string | Buffer, options: { readonly head?: boolean } = {}): Promise<RawReply> {
  const socket = await openSocket(url);
  try {
    socket.write(bytes);
    return await readReply(socket, options);
  } finally {
    socket.destroy();
  }
}

export async function readReply(socket: Socket, { head = false }: { readonly head?: boolean } = {}): Promise<RawReply> {
  let received = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    received += String(chunk);
    const end = received.indexOf("\r\n\r\n");
    if (end === -1) continue;
    const reply = parse(received, end);
    if (reply.status === 100) {
      received = received.slice(end + 4);
      continue;
    }
    const length = reply.headers["content-length"];
    if (head || (length === undefined && reply.headers["transfer-encoding"] === "chunked")) return reply;
    if (length !== undefined && Buffer.byteLength(reply.text) >= Number(length)) return reply;
  }
  if (!received.includes("\r\n\r\n")) throw new Error(`The connection was closed without an answer: ${JSON.stringify(received)}`);
  return parse(received, received.indexOf("\r\n\r\n"));
}

function parse(received: string, end: number): RawReply {
  const [line = "", ...lines] = received.slice(0, end).split("\r\n");
  const headers = lines.map((text) => [text.slice(0, text.indexOf(":")).toLowerCase(), text.slice(text.indexOf(":") + 1).trim()] as const);
  return { status: Number(line.split(" ")[1]), headers: Object.fromEntries(headers), text: received.slice(end + 4) };
}
