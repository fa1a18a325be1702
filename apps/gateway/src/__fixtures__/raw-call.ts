import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawCall {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent of the body, as it goes over the wire. */
  readonly body?: string | Buffer;
}

/** Sends the beginning of a request over a socket of its own, which the caller closes as it likes. */
export async function sendRaw(url: string, { method, path, token, headers = {}, body = "" }: RawCall): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const key = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const lines = Object.entries({ host: "localhost", ...key, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.write(body);
  return socket;
}

/** All that comes until the connection ends. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (data: Buffer) => (text += data.toString()));
  if (!socket.closed) await closed(socket);
  return text;
}

/** However it ends. */
export function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => void socket.once("close", resolve));
}
