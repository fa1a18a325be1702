import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import type { Target } from "./target.ts";

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | AsyncIterable<Buffer>;
  /** Default: the hostile tenant's own; null: none. */
  readonly token?: string | null;
  /** After so long it lets go. */
  readonly limitMs?: number;
}

export interface HostileAnswer {
  /** The status, or what became of the connection. */
  readonly word: string;
  readonly text: string;
}

const LIMIT_MS = 20_000;

/** Sends it over a connection of its own; never throws. */
export async function send(
  target: Target,
  { method, path, headers = {}, body, token = target.token, limitMs = LIMIT_MS }: HostileRequest,
): Promise<HostileAnswer> {
  const sent = request(new URL(path, target.url), {
    method,
    agent: false,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(typeof body === "string" || Buffer.isBuffer(body)
        ? { "content-length": String(Buffer.byteLength(body)) }
        : {}),
      ...headers,
    },
  });
  const timer = setTimeout(() => sent.destroy(new Error("late")), limitMs);
  sent.on("error", () => undefined);
  try {
    const answered = once(sent, "response") as Promise<[IncomingMessage]>;
    // What is refused while it is sent leaves the rest unsent.
    if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) sent.end(body);
    else
      Readable.from(body)
        .on("error", () => undefined)
        .pipe(sent);
    const [response] = await answered;
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return { word: String(response.statusCode), text: Buffer.concat(chunks).toString("utf8") };
  } catch (error) {
    return { word: wordOf(error), text: "" };
  } finally {
    clearTimeout(timer);
    sent.destroy();
  }
}

export function wordOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code ?? message ?? "failed";
}

/**
 * A bare connection on which anything may be said.
 * @throws when there is none to be had.
 */
export async function openSocket({ url }: Target): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** The lines before a body. */
export function headOf(
  target: Target,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries({ host: new URL(target.url).host, authorization: `Bearer ${target.token}`, ...headers });
  return [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
}

/** Its id; throws when none was opened. */
export async function openBatch(target: Target): Promise<string> {
  const { word, text } = await send(target, {
    method: "POST",
    path: "/api/v1/batches",
    body: '{"invalid":"skip"}',
    headers: { "content-type": "application/json" },
  });
  if (word !== "201") throw new Error(`open ${word}`);
  return String((JSON.parse(text) as { readonly id: unknown }).id);
}
