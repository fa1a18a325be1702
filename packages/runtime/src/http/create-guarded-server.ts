import { CONNECTION_LIMITS, REQUEST_LIMITS } from "@hailuo-queue/contracts";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type BadHttp, type ClientError, judgeClientError, writeRawAnswer } from "./bad-http.ts";
import { closeGently } from "./close-gently.ts";
import type { ConnectionGuard } from "./guard-connections.ts";
import { judgeHead } from "./judge-head.ts";
import { readingOf, readInTurns } from "./read-in-turns.ts";
import { hasUnreadBody } from "./watch-body.ts";

/** An answer as plain values, before it is written to a connection. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * How a server words what Node would answer by itself, or with an empty body. `url`: undefined where none could be
 * read.
 */
export type TellBadHttp = (fault: BadHttp, url: string | undefined) => PlainAnswer;

export interface GuardedServerParts {
  readonly guard: ConnectionGuard;
  readonly tell: TellBadHttp;
  readonly handle: RequestListener;
}

/** Within so long Node finds headers that are late. */
const CHECK_MS = 1000;

const EXPECTATION: BadHttp = {
  status: 417,
  code: "expectation_failed",
  detail: "The only Expect that is accepted is 100-continue.",
};
const CONNECT: BadHttp = { status: 405, code: "method_not_allowed", detail: "This is no proxy." };

/**
 * An HTTP server that hands on well-formed requests only, and words every refusal itself. `Expect: 100-continue` is
 * answered by whoever reads the body: until then its caller may be refused without having sent it.
 */
export function createGuardedServer({ guard, tell, handle }: GuardedServerParts): Server {
  const server = createServer(
    { maxHeaderSize: REQUEST_LIMITS.headerBytes, connectionsCheckingInterval: CHECK_MS, requireHostHeader: false },
    (request, response) => {
      // Another protocol is not spoken here; Node reads nothing behind a request that asks for one.
      if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
      const fault = judgeHead(request);
      if (fault === undefined) handle(request, response);
      else answer(request, response, tell(fault, request.url));
    },
  );
  guard.attach(server);
  readInTurns(server);
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, tell(judgeHead(request) ?? EXPECTATION, request.url));
  });
  server.on("connect", (_request, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    writeRawAnswer(socket, tell(CONNECT, undefined));
    socket.end(() => socket.destroy());
  });
  server.on("dropRequest", (_request, socket: Duplex) => socket.destroy());
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** For Node's `clientError`: words it, where nothing was answered yet, and closes. */
export function createClientErrorAnswer(tell: TellBadHttp): (error: ClientError, socket: Duplex) => void {
  const told = new WeakSet<Duplex>();
  return (error, socket) => {
    // What comes after it is an error again.
    if (told.has(socket)) return;
    told.add(socket);
    // The parser knows the piece that it was given; what is wrong may have begun before it.
    const packet = (socket instanceof Socket ? readingOf(socket).lastRead : undefined) ?? error.rawPacket;
    const fault = judgeClientError(error.code, packet);
    const { _httpMessage: underWay } = socket as { readonly _httpMessage?: ServerResponse | null };
    if (fault === undefined || !socket.writable || underWay?.headersSent === true) {
      socket.destroy();
      return;
    }
    writeRawAnswer(socket, tell(fault, underWay?.req.url));
    closeGently(socket, CONNECTION_LIMITS.lingerMs);
  };
}
