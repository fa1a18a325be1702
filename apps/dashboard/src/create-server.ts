import { REQUEST_LIMITS } from "@hailuo-queue/contracts";
import {
  type ConnectionGuard,
  createClientErrorAnswer,
  createConnectionGuard,
  createGuardedServer,
  type Logger,
  type TellBadHttp,
} from "@hailuo-queue/runtime";
import { fastify, type FastifyInstance } from "fastify";
import { responseHeaders } from "./guard/response-headers.ts";
import { sendError } from "./mount-routes.ts";

/** The dashboard reads no bodies. */
const BODY_LIMIT = 1024;

/**
 * A server without routes, whose connections are bounded. What comes before there is a route is worded as the rest is.
 */
export function createServer(logger: Logger): {
  readonly server: FastifyInstance;
  readonly connections: ConnectionGuard;
} {
  const connections = createConnectionGuard();
  const tell: TellBadHttp = ({ status, detail }, url = "/") => ({
    status,
    headers: { ...responseHeaders(url), "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ error: detail }),
  });
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    serverFactory: (handle) => createGuardedServer({ guard: connections, tell, handle }),
    clientErrorHandler: createClientErrorAnswer(tell),
    frameworkErrors: (error, request, reply) => {
      void reply.headers(responseHeaders(request.raw.url ?? "/"));
      void sendError(reply, error, logger);
    },
    routerOptions: { maxParamLength: REQUEST_LIMITS.parameterLength },
  });
  return { server, connections };
}
