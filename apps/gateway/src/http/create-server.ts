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
import { ANSWER_HEADERS } from "./answer-headers.ts";
import { judgeError, sendProblem } from "./answer-problem.ts";
import { Problem } from "./problem.ts";
import { plainProblem } from "./tell-problem.ts";

export interface GuardedGateway {
  readonly server: FastifyInstance;
  readonly connections: ConnectionGuard;
}

/** Methods of the API, for an answer to another one. */
const ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE";

/** A server without routes: what is answered before there is a route is worded as the rest is. */
export function createServer(logger: Logger): GuardedGateway {
  const connections = createConnectionGuard();
  const tell: TellBadHttp = ({ status, code, detail }, url): PlainAnswer => {
    const { headers, ...answer } = plainProblem(new Problem(status, code, { detail }), url);
    return { ...answer, headers: { ...ANSWER_HEADERS, ...headers, ...(status === 405 ? { allow: ALLOWED } : {}) } };
  };
  const server = fastify({
    logger: false,
    // Calls under way are answered; streams of events and those who wait are ended with the hub.
    forceCloseConnections: "idle",
    serverFactory: (handle) => createGuardedServer({ guard: connections, tell, handle }),
    clientErrorHandler: createClientErrorAnswer(tell),
    frameworkErrors: (error, request, reply) => {
      void reply.headers(ANSWER_HEADERS);
      if (hasUnreadBody(request.raw)) void reply.header("connection", "close");
      return void sendProblem(reply, judgeError(error, request, logger));
    },
    routerOptions: { maxParamLength: REQUEST_LIMITS.parameterLength },
  });
  server.addHook("onRequest", async (_request, reply) => void reply.headers(ANSWER_HEADERS));
  server.addHook("onSend", async ({ raw }, reply) => {
    // What was refused before it was sent is not read.
    if (hasUnreadBody(raw)) void reply.header("connection", "close");
  });
  return { server, connections };
}
