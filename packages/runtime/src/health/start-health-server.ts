import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";
import { type HealthReply, healthReply, type HealthSources, json } from "./health-replies.ts";

/** Where the health server listens, and what it reports. */
export interface HealthServerOptions extends HealthSources {
  readonly host: string;
  /** 0: a free one; `off`: no server. */
  readonly port: number | "off";
  /** The setting that names the port, for a message; default HAILUO_HEALTH_PORT. */
  readonly portSetting?: string;
  /** The longest that an answer may take; default 5,000. */
  readonly timeoutMs?: number;
}

/** The server of /healthz, /readyz and /metrics. */
export interface HealthServer {
  /** Undefined when it is off. */
  readonly url: string | undefined;
  readonly port: number | undefined;
  close(): Promise<void>;
}

/**
 * Serves GET /healthz, /readyz and /metrics. Every answer comes within `timeoutMs`, if only as a 503.
 * @throws UnavailableError (`health_port`) when the port cannot be had.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  if (options.port === "off") return { url: undefined, port: undefined, close: async () => undefined };
  const timeoutMs = options.timeoutMs ?? 5_000;
  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    (incoming, outgoing) => {
      void answer(incoming, outgoing, () => withinTime(options, incoming, timeoutMs));
    },
  );
  server.maxConnections = 100;
  await listen(server, options);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return { url: `http://${urlHost(options.host)}:${port}`, port, close: () => closeServer(server) };
}

async function withinTime(sources: HealthSources, incoming: IncomingMessage, timeoutMs: number): Promise<HealthReply> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HealthReply>((resolve) => {
    timer = setTimeout(() => resolve(json(503, { error: `no answer within ${timeoutMs} ms` })), timeoutMs);
  });
  const path = (incoming.url ?? "/").split("?", 1)[0] ?? "/";
  try {
    return await Promise.race([healthReply(path, sources, incoming.headers.accept), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  reply: () => Promise<HealthReply>,
): Promise<void> {
  const readable = incoming.method === "GET" || incoming.method === "HEAD";
  const { status, contentType, body } = readable ? await reply() : json(405, { error: "only GET and HEAD" });
  outgoing.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

async function listen(
  server: Server,
  { host, port, portSetting = "HAILUO_HEALTH_PORT" }: HealthServerOptions,
): Promise<void> {
  try {
    server.listen({ host, port: Number(port) });
    await once(server, "listening");
  } catch (error) {
    throw new UnavailableError(
      "health_port",
      `Health checks cannot be served at ${host}:${port}: ${errorMessage(error)}. Set ` +
        `${portSetting} to another port, to 0 for a free one, or to off`,
      { cause: error },
    );
  }
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
