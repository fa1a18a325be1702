import { CONNECTION_LIMITS, REQUEST_LIMITS } from "@hailuo-queue/contracts";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Why something that was sent is no request that can be looked at. */
export interface BadHttp {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** What Node's `clientError` event brings. */
export interface ClientError extends Error {
  readonly code?: string | undefined;
  /** A Buffer of what came last. */
  readonly rawPacket?: unknown;
}

const REQUEST_LINE = /^[A-Za-z][A-Za-z0-9_-]{0,30} \S{1,200} HTTP\/1\.[01]\r?\n/;

/** Undefined when the caller is gone: nobody would read an answer. `packet`: what came last. */
export function judgeClientError(code: string | undefined, packet: unknown): BadHttp | undefined {
  if (code === "ECONNRESET" || code === "EPIPE") return undefined;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return {
      status: 408,
      code: "too_slow",
      detail: `The headers of a request must come within ${CONNECTION_LIMITS.headersMs / 1000} s.`,
    };
  if (code === "HPE_HEADER_OVERFLOW") return hasLongUrl(packet) ? urlTooLong() : headersTooLarge();
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return { status: 413, code: "body_too_large", detail: "The extensions of a chunk are too large; leave them out." };
  if (code === "HPE_INVALID_METHOD" && REQUEST_LINE.test(startOf(packet, 300)))
    return { status: 405, code: "method_not_allowed", detail: "There is no such method here." };
  return notHttp();
}

/** Refuses what is no HTTP. */
export function notHttp(): BadHttp {
  return { status: 400, code: "bad_http", detail: "What was sent is not a well-formed HTTP/1.1 request." };
}

/** Refuses a URL beyond its limit. */
export function urlTooLong(): BadHttp {
  return { status: 414, code: "url_too_long", detail: `A URL may have ${REQUEST_LIMITS.urlBytes} bytes.` };
}

/** Refuses headers beyond their limit. */
export function headersTooLarge(): BadHttp {
  const { headers, headerBytes } = REQUEST_LIMITS;
  return {
    status: 431,
    code: "headers_too_large",
    detail: `A request may have ${headers} headers and ${headerBytes} bytes of them.`,
  };
}

/** The packet in which the limit was reached: it begins with the request line where that is what is long. */
function hasLongUrl(packet: unknown): boolean {
  if (!Buffer.isBuffer(packet) || !/^[A-Z]+ /.test(startOf(packet, 32))) return false;
  const end = packet.indexOf("\n");
  return end === -1 || end > REQUEST_LIMITS.urlBytes;
}

function startOf(packet: unknown, bytes: number): string {
  return Buffer.isBuffer(packet) ? packet.subarray(0, bytes).toString("latin1") : "";
}

/** Writes a whole answer to a connection on which no response is under way. */
export function writeRawAnswer(
  socket: Duplex,
  {
    status,
    headers,
    body,
  }: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string },
): void {
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}
