import type { FastifyInstance } from "fastify";

const METHODS = "GET, HEAD, POST, PATCH, DELETE";
/** What the API looks at, of what a browser asks about before it sends it. */
const HEADERS = [
  "authorization",
  "content-type",
  "hailuo-resend",
  "idempotency-key",
  "last-event-id",
  "mcp-protocol-version",
  "prefer",
].join(", ");
/** What a page may read beside the body. */
const EXPOSED = "hailuo-resend, hailuo-warning, location, preference-applied, retry-after, trace-id";
/** Browsers ask again after at most two hours. */
const KEPT_SECONDS = 600;

/**
 * Lets scripts of these pages read answers (CORS): an origin that stands in the list, written as it is, and never
 * `*`. Cookies are never allowed: a page sends its key or token itself. The question before a request is answered
 * without a key, since browsers send none with it.
 */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  server.addHook("onRequest", async ({ headers, method }, reply) => {
    // A cache between us may not give one page's answer to another.
    void reply.header("vary", "Origin");
    const { origin } = headers;
    if (origin === undefined || !allowed.has(origin)) return undefined;
    void reply.headers({ "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED });
    if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return undefined;
    return reply
      .code(204)
      .headers({
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": HEADERS,
        "access-control-max-age": String(KEPT_SECONDS),
      })
      .send();
  });
}
