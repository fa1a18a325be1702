import { type ApiKey, type ApiKeys, mayAct } from "@hailuo-queue/access";
import { type AuditLog, type AuditTold } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { Logger } from "@hailuo-queue/runtime";
import { FAULT_LIMITS } from "@hailuo-queue/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { Readable } from "node:stream";
import type { z } from "zod";
import { createUploadLimit } from "../ingest/upload-limit.ts";
import type { CheckRate } from "../rate-limit.ts";
import { createRouteAudit } from "./audit-routes.ts";
import { Problem, problemBody, problemOf } from "./problem.ts";
import { isForeignChange, namesThisMachine } from "./request-origin.ts";
import { dropRest, readRequestBody, type RequestBody, type WithoutMedia } from "./request-body.ts";
import type { Answer, Route } from "./route.ts";
import { writeJson } from "./write-json.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set before any handler of a route that asks for a key. */
    apiKey?: ApiKey;
  }
  interface FastifyContextConfig {
    /** What the path serves, where it is one of the table. */
    route?: Route;
  }
}

export interface Door {
  /** Or the one that everybody is, for a gateway on the loopback address only. */
  readonly keys: Pick<ApiKeys, "verify"> | ApiKey;
  readonly checkRate: CheckRate;
  readonly ownOf: (tenant: string) => TenantProducer;
  readonly audit: Pick<AuditLog, "write">;
  readonly logger: Logger;
  /** Moves media out of what a tenant sends to routes that take `media`, while it arrives. Default: they stay in it. */
  readonly withoutMedia?: (tenant: string) => WithoutMedia;
}

/** Answers with what the table's handlers return: who calls is settled first, then what it sent is checked. */
export function mountRoutes(
  server: FastifyInstance,
  routes: readonly Route[],
  { keys, checkRate, ownOf, audit, logger, withoutMedia }: Door,
): void {
  const changes = createRouteAudit({ audit, logger });
  const uploads = createUploadLimit();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (request: FastifyRequest): Promise<RequestBody> => {
    const { route } = request.routeOptions.config;
    const mover = route?.media === true ? withoutMedia?.(request.apiKey?.tenant ?? "") : undefined;
    return readRequestBody(route, request, mover);
  });
  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path,
      config: { route },
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
        const place = route.streams === undefined ? undefined : uploads.take(key.tenant);
        try {
          const answer = await route.handle({
            key,
            own: ownOf(key.tenant),
            params: check(route.params, request.params, "path"),
            query: check(route.query, request.query, "query"),
            body: bodyOf(route, request),
            headers: request.headers,
            signal: goneSignal(request, reply),
            reply,
            tell: (more: AuditTold) => (told = merge(told, more)),
          } as never);
          await changes.done({ route, request, key, told }, answer);
          return await send(reply, answer, logger);
        } catch (error) {
          await changes.refused({ route, request, key, told }, error);
          throw error;
        } finally {
          place?.over();
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
  return {
    errorHandler: (error, request, reply) => {
      send(reply, tellProblem(judgeError(error, request, logger)), logger).catch((failure: unknown) => {
        logger.error({ err: failure }, "a problem could not be told");
        reply.raw.destroy();
      });
    },
  };
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
  const { issues } = parsed.error;
  const count = issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);
  throw new Problem(400, "invalid_request", {
    detail: `The ${place} has ${count === 1 ? "a fault" : `${count} faults`}${count > FAULT_LIMITS.maxTold ? `; the first ${FAULT_LIMITS.maxTold} are told` : ""}.`,
    errors: issues.flatMap(describeIssue),
  });
}

function describeIssue(issue: z.core.$ZodIssue): { readonly field: string; readonly message: string }[] {
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, FAULT_LIMITS.maxTold)
      .map((key) => ({ field: place === "" ? key : `${place}.${key}`, message: "is not known" }));
  return [{ field: place === "" ? "(body)" : place, message: issue.message }];
}

function bodyOf(route: Route, request: FastifyRequest): unknown {
  const body = (request.body as RequestBody | undefined) ?? { value: undefined };
  if ("refusal" in body) throw body.refusal;
  if (route.streams !== undefined && body.value === undefined)
    throw new Problem(415, "content_type", { detail: `The body must be ${route.streams.join(", ")}; set Content-Type.` });
  return route.body === undefined ? body.value : check(route.body, body.value, "body");
}

function goneSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  request.raw.once("error", () => gone.abort());
  return gone.signal;
}

async function send(reply: FastifyReply, answer: Answer, logger: Logger): Promise<FastifyReply> {
  reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .header("cache-control", "no-store");
  if ("stream" in answer) return reply.type(answer.contentType).send(heard(answer.stream, reply, logger));
  if (answer.body === undefined) return reply.send();
  const pieces = await writeJson(answer.body);
  reply.type("application/json; charset=utf-8");
  if (pieces.length === 1) return reply.send(pieces[0]);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return reply.header("content-length", String(length)).send(heard(Readable.from(pieces, { objectMode: false }), reply, logger));
}

/** An error in the middle of an answer can only cut it off; nobody but this listener may be there to hear of it. */
function heard(stream: Readable, { request }: FastifyReply, logger: Logger): Readable {
  stream.on("error", (error) => logger.warn({ err: error, path: request.routeOptions.url }, "an answer broke off"));
  return stream;
}

/** Everything that goes wrong is answered as RFC 9457 has it. */
export function mountProblems(server: FastifyInstance, { keys, logger }: { readonly keys: Door["keys"]; readonly logger: Logger }): void {
  server.addHook("onRequest", async ({ raw }, reply) => void reply.raw.once("finish", () => dropRest(raw)));
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
