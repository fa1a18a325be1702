import { REQUEST_LIMITS } from "@hailuo-queue/contracts";
import type { IncomingMessage } from "node:http";
import { type BadHttp, headersTooLarge, notHttp, urlTooLong } from "./bad-http.ts";
import { isHost } from "./host-name.ts";

/** Sent twice, two programs may each take another one for the true one. Node keeps the first and says nothing. */
const ONCE = new Set([
  "host",
  "content-type",
  "content-length",
  "authorization",
  "expect",
  "idempotency-key",
  "last-event-id",
]);

/**
 * What is wrong with a request's line and headers, before anything is looked up. A target with scheme and host (as
 * proxies send it) is made a path and the Host that it names.
 */
export function judgeHead(request: IncomingMessage): BadHttp | undefined {
  const { rawHeaders, headers, url = "", method, httpVersion } = request;
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return notHttp();
  if (rawHeaders.length / 2 > REQUEST_LIMITS.headers) return headersTooLarge();
  if (hasOddFraming(request)) return notHttp();
  const twice = findTwice(rawHeaders);
  if (twice !== undefined)
    return { status: 400, code: "two_headers", detail: `The header ${twice} was sent more than once.` };
  if (url.length > REQUEST_LIMITS.urlBytes) return urlTooLong();
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url);
  if (absolute !== null) {
    const [, host = "", rest = ""] = absolute;
    headers.host = host;
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
  } else if (!url.startsWith("/") && !(url === "*" && method === "OPTIONS"))
    return { status: 400, code: "bad_url", detail: "The target of a request is a path that begins with a slash." };
  if (httpVersion === "1.0") headers.host ??= ownAddress(request);
  if (headers.host === undefined) return { status: 400, code: "bad_host", detail: "The request has no Host header." };
  if (isHost(headers.host)) return undefined;
  return { status: 400, code: "bad_host", detail: "The Host header is no name or address with an optional port." };
}

/**
 * What was applied to a body beside chunks is not undone here, and HTTP/1.0 has no chunks: a proxy in front may see the
 * end of such a body elsewhere (RFC 9112, 6.1).
 */
function hasOddFraming({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  return coding !== undefined && (httpVersion === "1.0" || coding.trim().toLowerCase() !== "chunked");
}

/** For a caller of HTTP/1.0, which need not say whom it asked. */
function ownAddress({ socket: { localAddress = "127.0.0.1", localPort = 80 } }: IncomingMessage): string {
  return `${localAddress.includes(":") ? `[${localAddress}]` : localAddress}:${localPort}`;
}

function findTwice(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
