import { type ApiKey, mayAct } from "@hailuo-queue/access";
import {
  type AuditLog,
  type AuditTold,
  BODY_TIMES,
  FAULT_LIMITS,
  REQUEST_LIMITS,
  STREAM_LIMITS,
  UPLOAD_LIMITS,
} from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import {
  type ConnectionGuard,
  hasBody,
  isForeignChange,
  type Logger,
  namesThisMachine,
  watchRate,
  watchWholeBody,
} from "@hailuo-queue/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import type { z } from "zod";
import { createStreamLimit, type StreamLimit } from "../events/stream-limit.ts";
import { createUploadLimit } from "../ingest/upload-limit.ts";
import type { CheckRate } from "../rate-limit.ts";
import { createRouteAudit } from "./audit-routes.ts";
import type { KeyGuard } from "./key-guard.ts";
import { ANYTHING, JSON_TYPES, Problem, problemOf, type Taken } from "./problem.ts";
import { BODY_LIMIT, dropRest, readRequestBody, type RequestBody, requireType, type WithoutMedia } from "./request-body.ts";
import type { Answer, JsonAnswer, Route } from "./route.ts";
import { plainProblem } from "./tell-problem.ts";
import { tooLarge } from "./too-large.ts";
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
  readonly keys: KeyGuard | ApiKey;
  readonly checkRate: CheckRate;
  readonly ownOf: (tenant: string) => TenantProducer;
  readonly audit: Pick<AuditLog, "write">;
  readonly connections: ConnectionGuard;
  readonly logger: Logger;
  /** Moves media out of what a tenant sends to routes that take `media`, while it arrives. Default: they stay in it. */
  readonly withoutMedia?: (tenant: string) => WithoutMedia;
}

/** Answers with what the table's handlers return: who calls is settled first, then what it sent is read, then it is checked. */
export function mountRoutes(
  server: FastifyInstance,
  routes: readonly Route[],
  { keys, checkRate, ownOf, audit, connections, logger, withoutMedia }: Door,
): void {
  const changes = createRouteAudit({ audit, logger });
  const uploads = createUploadLimit();
  const ofTenants = createStreamLimit(STREAM_LIMITS.perTenant);
  const ofLinks = createStreamLimit(STREAM_LIMITS.perLink, "This link");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (request: FastifyRequest): Promise<RequestBody> => {
    const { route } = request.routeOptions.config;
    const mover = route?.media === true ? withoutMedia?.(request.apiKey?.tenant ?? "") : undefined;
    return readRequestBody(route, request, mover);
  });
  for (const route of routes) {
    server.route({
      // HEAD by the same handler: the framework's own would run a stream to its end, unread.
      method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
      exposeHeadRoute: false,
      url: route.path,
      config: { route },
      errorHandler: (error, request, reply) => {
        const problem = judgeError(error, request, logger, takenBy(route));
        if (route.tellProblem === undefined) void sendProblem(reply, problem);
        else void sendSmall(reply, route.tellProblem(problem));
      },
      onRequest: async (request, reply) => {
        if (route.role !== undefined) {
          const key = await requireKey(keys, request);
          request.apiKey = key;
          connections.known(request.raw.socket);
          endOnceRevoked(keys, request, reply);
          await checkRate(key.tenant);
          if (!mayAct(key.role, route.role)) {
            const problem = new Problem(403, "forbidden", {
              detail: `This needs a key of role ${route.role}; this key's role is ${key.role}.`,
            });
            await changes.refused({ route, request, key, told: {} }, problem);
            throw problem;
          }
        }
        expectBody(route, request, reply, ofTenants);
      },
      handler: async (request, reply) => {
        const key = request.apiKey ?? NOBODY;
        const holder = holderOf(request);
        let told: AuditTold = {};
        const upload = route.streams === undefined ? undefined : uploads.take(key.tenant);
        try {
          const answer = await route.handle({
            key,
            own: ownOf(key.tenant),
            params: check(route.params, request.params, "path"),
            query: check(route.query, once(request.query), "query"),
            body: bodyOf(route, request),
            headers: request.headers,
            signal: goneSignal(request, reply),
            reply,
            tell: (more: AuditTold) => (told = merge(told, more)),
            hold: () => takePlace(ofTenants, holder, reply),
          } as never);
          await changes.done({ route, request, key, told }, answer);
          if (!("open" in answer)) return await sendJson(reply, answer, logger);
          if (request.method === "HEAD") return sendHead(reply, answer);
          takePlace(request.apiKey === undefined ? ofLinks : ofTenants, holder, reply);
          const stream = await answer.open();
          // Who reads a stream was let in by a key or by a link that was signed here.
          connections.known(request.raw.socket);
          return reply
            .code(answer.status)
            .headers(answer.headers ?? {})
            .type(answer.contentType)
            .send(heard(stream, reply, logger));
        } catch (error) {
          await changes.refused({ route, request, key, told }, error);
          throw error;
        } finally {
          upload?.over();
        }
      },
    });
  }
}

function merge(told: AuditTold, more: AuditTold): AuditTold {
  return { ...told, ...more, about: { ...told.about, ...more.about }, details: { ...told.details, ...more.details } };
}

const NOBODY: ApiKey = { id: "", tenant: "", role: "read", createdAt: 0 };

/** Whose place a stream takes: a tenant's, or that of the one thing that a link leads to. */
function holderOf({ apiKey, params }: FastifyRequest): string {
  return apiKey?.tenant ?? Object.values((params ?? {}) as Readonly<Record<string, string>>).join("/");
}

/** Throws a Problem (429). The place is given back once the call has been answered, or its caller is gone. */
function takePlace(places: StreamLimit, holder: string, { raw }: FastifyReply): void {
  const place = places.take(holder);
  raw.once("close", place.over);
  if (raw.destroyed) place.over();
}

/** Throws Problem (401, 429, or 403 where no keys are asked for and the request came by way of a stranger's web page). */
async function requireKey(keys: Door["keys"], { method, headers, raw }: FastifyRequest): Promise<ApiKey> {
  if (!("admit" in keys)) {
    if (!namesThisMachine(headers.host))
      throw new Problem(403, "foreign_host", { detail: "Without keys the gateway answers to localhost, 127.0.0.1 and [::1] only." });
    if (isForeignChange(method, headers))
      throw new Problem(403, "foreign_origin", { detail: "This request came from a page of another site." });
    return keys;
  }
  const token = tokenOf(headers);
  const key = token === undefined ? undefined : await keys.admit(token, raw.socket.remoteAddress);
  if (key === undefined) throw new Problem(401, "unauthorized", { detail: NO_KEY });
  return key;
}

/** The same for every key that does not fit: it tells nothing about which there are. */
const NO_KEY = "Send a good key as `Authorization: Bearer KEY`; `hailuo keys create` makes one.";

/** Streams and uploads last for hours: who holds one open is asked for its key again, so often. */
const KEY_AGAIN_MS = 5000;

/** Cuts the connection of a request that goes on while its key is revoked. A Redis that is away ends nothing. */
function endOnceRevoked(keys: Door["keys"], { headers }: FastifyRequest, { raw }: FastifyReply): void {
  if (!("admit" in keys)) return;
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

function limitOf({ bodyLimit, streams }: Route): number {
  return bodyLimit ?? (streams === undefined ? BODY_LIMIT : UPLOAD_LIMITS.maxBytes);
}

function takenBy(route: Route): Taken {
  return { types: route.streams ?? JSON_TYPES };
}

/** Throws a Problem for a body that is not going to be read (413, 415, 429); else says how long it may take, and asks for it. */
function expectBody(route: Route, request: FastifyRequest, reply: FastifyReply, places: StreamLimit): void {
  const { raw, headers } = request;
  if (!hasBody(raw)) return;
  const tooSlow = (detail: string) => (): void => void reply.send(new Problem(408, "too_slow", { detail }));
  const { streamWindowMs: windowMs, streamLeastBytesPerSecond: leastBytesPerSecond } = BODY_TIMES;
  const bodyLimit = limitOf(route);
  if ((route.streams ?? route.body) !== undefined) requireType(headers, takenBy(route).types);
  const bytes = Number(headers["content-length"] ?? 0);
  if (bytes > bodyLimit) throw tooLarge(bodyLimit);
  if (route.streams !== undefined) {
    takePlace(places, holderOf(request), reply);
    watchRate(
      raw,
      { windowMs, leastBytesPerSecond },
      tooSlow(`The body came with less than ${leastBytesPerSecond} bytes a second for ${windowMs / 1000} s. Send the rest again.`),
    );
  } else {
    const expected = headers["content-length"] === undefined ? bodyLimit : bytes;
    const withinMs = BODY_TIMES.jsonMs + Math.ceil((expected / BODY_TIMES.jsonLeastBytesPerSecond) * 1000);
    watchWholeBody(raw, withinMs, tooSlow(`A body of this size must come within ${Math.ceil(withinMs / 1000)} s.`));
  }
  if (/^100-continue$/i.test(headers.expect ?? "")) reply.raw.writeContinue();
}

/** Throws Problem (400) for a parameter that stands there twice: which one is meant? */
function once(query: unknown): unknown {
  const entries = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>);
  if (entries.length > REQUEST_LIMITS.queryParameters)
    throw new Problem(400, "invalid_request", { detail: `The query may have ${REQUEST_LIMITS.queryParameters} parameters.` });
  const twice = entries.filter(([, value]) => Array.isArray(value)).map(([name]) => ({ field: name, message: "is given more than once" }));
  if (twice.length > 0) throw new Problem(400, "invalid_request", { detail: "The query has a fault.", errors: twice });
  return query;
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
    throw new Problem(415, "content_type", { detail: `The body must be ${route.streams.join(", ")}; name it in Content-Type.` });
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

async function sendJson(reply: FastifyReply, answer: JsonAnswer, logger: Logger): Promise<FastifyReply> {
  if (answer.body === undefined) return sendSmall(reply, answer);
  const pieces = await writeJson(answer.body);
  reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .type("application/json; charset=utf-8");
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (reply.request.method === "HEAD") return reply.header("content-length", length).send();
  if (pieces.length === 1) return reply.send(pieces[0]);
  return reply.header("content-length", length).send(heard(Readable.from(pieces, { objectMode: false }), reply, logger));
}

/** Of what is known to be short. */
function sendSmall(reply: FastifyReply, { status, body, headers = {} }: JsonAnswer): FastifyReply {
  const text = body === undefined ? undefined : JSON.stringify(body);
  reply.code(status).headers(headers);
  if (text === undefined) return reply.send();
  reply.type("application/json; charset=utf-8");
  return reply.request.method === "HEAD" ? reply.header("content-length", Buffer.byteLength(text)).send() : reply.send(text);
}

/** An error in the middle of an answer can only cut it off; nobody but this listener may be there to hear of it. */
function heard(stream: Readable, { request }: FastifyReply, logger: Logger): Readable {
  stream.on("error", (error) => logger.warn({ err: error, path: request.routeOptions.url }, "an answer broke off"));
  return stream;
}

/** The headers of the stream, which is not opened. */
function sendHead(reply: FastifyReply, { status, headers = {}, contentType }: Exclude<Answer, JsonAnswer>): FastifyReply {
  return reply.code(status).headers(headers).type(contentType).send();
}

/** Everything that goes wrong is answered as RFC 9457 has it, and under /minimax as MiniMax has it. */
export function mountProblems(
  server: FastifyInstance,
  routes: readonly Route[],
  { keys, checkRate, connections, logger }: Pick<Door, "keys" | "checkRate" | "connections" | "logger">,
): void {
  async function refuse(request: FastifyRequest): Promise<never> {
    // Without a key nothing is told of which paths there are.
    const { tenant } = await requireKey(keys, request);
    connections.known(request.raw.socket);
    await checkRate(tenant);
    const allow = methodsAt(routes, request.url);
    if (allow.length === 0) throw new Problem(404, "not_found", { detail: "There is no such path; /api/v1/docs lists them." });
    throw new Problem(405, "method_not_allowed", { detail: `This path takes ${allow.join(", ")}.`, allow: allow.join(", ") });
  }
  server.addHook("onRequest", async ({ raw }, reply) => void reply.raw.once("finish", () => dropRest(raw)));
  // Before a body is read.
  server.addHook("onRequest", async (request) => (request.is404 ? refuse(request) : undefined));
  server.setNotFoundHandler(refuse);
  server.setErrorHandler((error, request, reply) => sendProblem(reply, judgeError(error, request, logger)));
}

/** Of a path that is served, the methods. */
function methodsAt(routes: readonly Route[], url: string): readonly string[] {
  const parts = (url.split("?")[0] ?? "").split("/");
  const here = routes.filter(({ path }) => {
    const wanted = path.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(":") || part === parts[at]);
  });
  return [...new Set(here.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
}

export function judgeError(error: unknown, request: FastifyRequest, logger: Logger, taken: Taken = ANYTHING): Problem {
  const problem = problemOf(error, taken);
  if (problem.status >= 500)
    logger[problem.status === 500 ? "error" : "warn"]({ err: error, path: request.routeOptions.url }, "request failed");
  return problem;
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, headers, body } = plainProblem(problem, reply.request.raw.url);
  const sent = reply.code(status).headers(headers);
  return reply.request.method === "HEAD" ? sent.header("content-length", Buffer.byteLength(body)).send() : sent.send(body);
}
