import { type ApiKey, type ApiKeys, mayAct } from "@hailuo-queue/access";
import type { AuditLog, AuditTold } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { Logger } from "@hailuo-queue/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { CheckRate } from "../rate-limit.ts";
import { createRouteAudit } from "./audit-routes.ts";
import { Problem, problemBody, problemOf } from "./problem.ts";
import { isForeignChange, namesThisMachine } from "./request-origin.ts";
import type { Answer, Route } from "./route.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set before any handler of a route that asks for a key. */
    apiKey?: ApiKey;
  }
}

export interface Door {
  /** Or the one that everybody is, for a gateway on the loopback address only. */
  readonly keys: Pick<ApiKeys, "verify"> | ApiKey;
  readonly checkRate: CheckRate;
  readonly ownOf: (tenant: string) => TenantProducer;
  readonly audit: Pick<AuditLog, "write">;
  readonly logger: Logger;
}

const BODY_LIMIT = 64 * 1024;

/** Answers with what the table's handlers return: who calls is settled first, then what it sent is checked. */
export function mountRoutes(server: FastifyInstance, routes: readonly Route[], { keys, checkRate, ownOf, audit, logger }: Door): void {
  const changes = createRouteAudit({ audit, logger });
  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path,
      bodyLimit: route.bodyLimit ?? BODY_LIMIT,
      ...tellingProblems(route, logger),
      onRequest: async (request, reply) => {
        if (route.role === undefined) return;
        const key = await requireKey(keys, request);
        request.apiKey = key;
        endOnceRevoked(keys, request, reply);
        await checkRate(key.tenant);
        if (mayAct(key.role, route.role)) return;
        const problem = new Problem(403, "forbidden", {
          detail: `This needs a key of role ${route.role}; this key's role is ${key.role}.`,
        });
        await changes.refused({ route, request, key, told: {} }, problem);
        throw problem;
      },
      handler: async (request, reply) => {
        const key = request.apiKey ?? NOBODY;
        let told: AuditTold = {};
        try {
          const answer = await route.handle({
            key,
            own: ownOf(key.tenant),
            params: check(route.params, request.params, "path"),
            query: check(route.query, request.query, "query"),
            body: readBody(route, request),
            headers: request.headers,
            signal: goneSignal(request, reply),
            reply,
            tell: (more: AuditTold) => (told = merge(told, more)),
          } as never);
          await changes.done({ route, request, key, told }, answer);
          return send(reply, answer);
        } catch (error) {
          await changes.refused({ route, request, key, told }, error);
          throw error;
        }
      },
    });
  }
}

function merge(told: AuditTold, more: AuditTold): AuditTold {
  return { ...told, ...more, about: { ...told.about, ...more.about }, details: { ...told.details, ...more.details } };
}

function tellingProblems({ tellProblem }: Route, logger: Logger): Partial<RouteShorthandOptions> {
  if (tellProblem === undefined) return {};
  return { errorHandler: (error, request, reply) => void send(reply, tellProblem(judgeError(error, request, logger))) };
}

const NOBODY: ApiKey = { id: "", tenant: "", role: "read", createdAt: 0 };

/** Throws Problem (401, or 403 where no keys are asked for and the request came by way of a stranger's web page). */
async function requireKey(keys: Door["keys"], { method, headers }: FastifyRequest): Promise<ApiKey> {
  if (!("verify" in keys)) {
    if (!namesThisMachine(headers.host))
      throw new Problem(403, "foreign_host", { detail: "Without keys the gateway answers to localhost, 127.0.0.1 and [::1] only." });
    if (isForeignChange(method, headers))
      throw new Problem(403, "foreign_origin", { detail: "This request came from a page of another site." });
    return keys;
  }
  const token = tokenOf(headers);
  const key = token === undefined ? undefined : await keys.verify(token);
  if (key === undefined) throw new Problem(401, "unauthorized");
  return key;
}

/** Streams and uploads last for hours: who holds one open is asked for its key again, so often. */
const KEY_AGAIN_MS = 5000;

/** Cuts the connection of a request that goes on while its key is revoked. A Redis that is away ends nothing. */
function endOnceRevoked(keys: Door["keys"], { headers }: FastifyRequest, { raw }: FastifyReply): void {
  if (!("verify" in keys)) return;
  const timer = setInterval(() => {
    keys.verify(tokenOf(headers) ?? "").then(
      (key) => {
        if (key === undefined) raw.destroy();
      },
      () => undefined,
    );
  }, KEY_AGAIN_MS);
  timer.unref();
  raw.once("close", () => clearInterval(timer));
}

function tokenOf({ authorization }: FastifyRequest["headers"]): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

function check(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (schema === undefined) return {};
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new Problem(400, "invalid_request", {
    detail: `The ${place} has ${parsed.error.issues.length === 1 ? "a fault" : `${parsed.error.issues.length} faults`}.`,
    errors: parsed.error.issues.flatMap(describeIssue),
  });
}

function describeIssue(issue: z.core.$ZodIssue): { readonly field: string; readonly message: string }[] {
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: place === "" ? key : `${place}.${key}`, message: "is not known" }));
  return [{ field: place === "" ? "(body)" : place, message: issue.message }];
}

function readBody(route: Route, request: FastifyRequest): unknown {
  if (route.streams !== undefined) return request.body as Readable;
  return route.body === undefined ? request.raw : check(route.body, request.body, "body");
}

function goneSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  request.raw.once("error", () => gone.abort());
  return gone.signal;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .header("cache-control", "no-store");
  if ("stream" in answer) return reply.type(answer.contentType).send(answer.stream);
  return answer.body === undefined ? reply.send() : reply.type("application/json; charset=utf-8").send(JSON.stringify(answer.body));
}

/** Everything that goes wrong is answered as RFC 9457 has it. */
export function mountProblems(server: FastifyInstance, { keys, logger }: { readonly keys: Door["keys"]; readonly logger: Logger }): void {
  server.setNotFoundHandler(async (request) => {
    // Without a key nothing is told of which paths there are.
    await requireKey(keys, request);
    throw new Problem(404, "not_found", { detail: "There is no such path; /api/v1/docs lists them." });
  });
  server.setErrorHandler((error, request, reply) => {
    return sendProblem(reply, judgeError(error, request, logger));
  });
}

function judgeError(error: unknown, request: FastifyRequest, logger: Logger): Problem {
  const problem = problemOf(error);
  if (problem.status === 500) logger.error({ err: error, path: request.routeOptions.url }, "request failed");
  return problem;
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds } = problem.extras;
  if (problem.status === 401) void reply.header("www-authenticate", 'Bearer realm="hailuo-queue"');
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", String(retryAfterSeconds));
  return reply
    .code(problem.status)
    .type("application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .send(JSON.stringify(problemBody(problem)));
}
