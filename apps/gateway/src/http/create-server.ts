import { REQUEST_LIMITS } from "@hailuo-queue/contracts";
import {
  type ConnectionGuard,
  createClientErrorAnswer,
  createConnectionGuard,
  createGuardedServer,
  hasUnreadBody,
  type Logger,
  type PlainAnswer,
  type TellBadHttp,
} from "@hailuo-queue/runtime";
import { fastify, type FastifyInstance } from "fastify";
import type { IncomingMessage, Server } from "node:http";
import { doorPath, rootedAtDoor } from "../minimax/door-path.ts";
import { isAtDoor, newTraceId, TRACE_HEADER } from "../minimax/trace-id.ts";
import { allowOrigins } from "./allow-origins.ts";
import { ANSWER_HEADERS } from "./answer-headers.ts";
import { judgeError, sendProblem } from "./answer-problem.ts";
import { Problem } from "./problem.ts";
import { plainProblem } from "./tell-problem.ts";

export interface GuardedGateway {
  readonly server: FastifyInstance;
  readonly connections: ConnectionGuard;
  /** A second server of the same routes, whose root is the MiniMax door; not yet listening, and closed by its user. */
  readonly createDoor: () => Server;
}

export interface ServerOptions {
  /** Requests with this host name are rooted at the MiniMax door, too. Default: none. */
  readonly doorHost?: string | undefined;
  /** Of pages whose scripts may read answers. Default: none. */
  readonly origins?: readonly string[] | undefined;
}

/** Methods of the API, for an answer to another one. */
const ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE";

/**
 * A server without routes: what is answered before there is a route is worded as the rest is. Scripts of pages of some
 * origins may read its answers.
 */
export function createServer(logger: Logger, { doorHost, origins = [] }: ServerOptions = {}): GuardedGateway {
  const connections = createConnectionGuard();
  const tell: TellBadHttp = ({ status, code, detail }, target): PlainAnswer => {
    const url = target === undefined ? undefined : doorPath(target);
    const common = headersFor(url);
    const { headers, ...answer } = plainProblem(new Problem(status, code, { detail }), url, common[TRACE_HEADER] ?? "");
    return { ...answer, headers: { ...common, ...headers, ...(status === 405 ? { allow: ALLOWED } : {}) } };
  };
  let createDoor: GuardedGateway["createDoor"] | undefined;
  const server = fastify({
    logger: false,
    // Calls under way are answered; streams of events and those who wait are ended with the hub.
    forceCloseConnections: "idle",
    serverFactory: (handle) => {
      createDoor = () =>
        createGuardedServer({
          guard: connections,
          tell: (fault, url) => tell(fault, rootedAtDoor(url ?? "/")),
          handle: (request, response) => {
            request.url = rootedAtDoor(request.url ?? "/");
            handle(request, response);
          },
        });
      return createGuardedServer({ guard: connections, tell, handle });
    },
    rewriteUrl: (request) => {
      const target = request.url ?? "/";
      return doorPath(isForDoor(request, doorHost) ? rootedAtDoor(target) : target);
    },
    clientErrorHandler: createClientErrorAnswer(tell),
    frameworkErrors: (error, request, reply) => {
      void reply.headers(headersFor(request.raw.url));
      if (hasUnreadBody(request.raw)) void reply.header("connection", "close");
      return void sendProblem(reply, judgeError(error, request, logger));
    },
    routerOptions: { maxParamLength: REQUEST_LIMITS.parameterLength },
  });
  server.addHook("onRequest", async ({ raw }, reply) => void reply.headers(headersFor(raw.url)));
  allowOrigins(server, origins);
  server.addHook("onSend", async ({ raw }, reply) => {
    // What was refused before it was sent is not read.
    if (hasUnreadBody(raw)) void reply.header("connection", "close");
  });
  if (createDoor === undefined) throw new Error("Fastify made no server.");
  return { server, connections, createDoor };
}

/** On every answer, whatever it is. */
function headersFor(url: string | undefined): Readonly<Record<string, string>> {
  return isAtDoor(url) ? { ...ANSWER_HEADERS, [TRACE_HEADER]: newTraceId() } : ANSWER_HEADERS;
}

function isForDoor({ headers }: IncomingMessage, doorHost: string | undefined): boolean {
  return doorHost !== undefined && headers.host?.toLowerCase().replace(/:\d+$/, "") === doorHost;
}
