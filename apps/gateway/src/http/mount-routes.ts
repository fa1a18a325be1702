import { type ApiKey, mayAct, type Role } from "@hailuo-queue/access";
import { type AuditTold, readTraceparent, STREAM_LIMITS, withTrace } from "@hailuo-queue/contracts";
import type { OpenSpan } from "@hailuo-queue/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createStreamLimit } from "../events/stream-limit.ts";
import { createUploadLimit } from "../ingest/upload-limit.ts";
import { traceOf } from "../minimax/trace-id.ts";
import { judgeError, sendProblem } from "./answer-problem.ts";
import { createRouteAudit } from "./audit-routes.ts";
import { requireToken, tokenInQuery } from "./authenticate-token.ts";
import { endOnceRevoked, requireKey } from "./authenticate.ts";
import { checkRequest } from "./check-request.ts";
import type { Door } from "./door.ts";
import { expectBody, takenBy } from "./expect-body.ts";
import { mergeTold } from "./merge-told.ts";
import type { OpenOnce } from "./once.ts";
import { Problem, problemOf } from "./problem.ts";
import { readRequestBody, type RequestBody } from "./request-body.ts";
import { type Resend, RESEND_HEADER, type ResendVerdict } from "./resends.ts";
import type { Answer, Route } from "./route.ts";
import { sendHead, sendJson, sendSmall, sendStream } from "./send-answer.ts";
import { holderOf, takePermit } from "./stream-permits.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set before any handler of a route that asks for a key. */
    apiKey?: ApiKey;
    /** The span of the call, or the caller's own. */
    traceparent?: string;
  }
  interface FastifyContextConfig {
    /** What the path serves, where it is one of the table. */
    route?: Route;
  }
}

/** What callers hold open. */
export interface OpenCalls {
  /** Streams, waiting calls and uploads. */
  underWay(): number;
}

/**
 * Answers with what the table's handlers return: who calls is settled first, then what it sent is read, then it is
 * checked.
 */
export function mountRoutes(server: FastifyInstance, routes: readonly Route[], door: Door): OpenCalls {
  const { connections, logger, withoutMedia, keepFile } = door;
  const changes = createRouteAudit(door);
  const uploads = createUploadLimit();
  const ofTenants = createStreamLimit(STREAM_LIMITS.perTenant);
  const ofLinks = createStreamLimit(STREAM_LIMITS.perLink, "This link");
  door.metrics?.watchOpenCalls(() => ({ streams: ofTenants.count() + ofLinks.count(), uploads: uploads.count() }));
  server.addHook("onResponse", async (request, reply) => {
    const { route } = request.routeOptions.config;
    const seconds = reply.elapsedTime / 1000;
    const { method } = request;
    door.metrics?.countRequest({
      method: KNOWN_METHODS.has(method) ? method : "other",
      route: route?.path ?? "(unknown)",
      status: reply.statusCode,
      seconds,
      traceparent: request.traceparent,
    });
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (request: FastifyRequest): Promise<RequestBody> => {
    const { route } = request.routeOptions.config;
    const tenant = request.apiKey?.tenant ?? "";
    const media = route?.media === true ? { withoutMedia: withoutMedia?.(tenant), keepFile: keepFile?.(tenant) } : {};
    return readRequestBody(route, request, media);
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
        else void sendSmall(reply, route.tellProblem(problem, traceOf(reply)));
      },
      onRequest: async (request, reply) => {
        if (route.role !== undefined) await admit(route, route.role, request, reply);
        expectBody(route, request, reply, ofTenants);
      },
      handler: (request, reply) => answer(route, request, reply),
    });
  }

  return { underWay: () => ofTenants.count() + ofLinks.count() + uploads.count() };

  async function admit(route: Route, least: Role, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = tokenInQuery(route, request);
    const key =
      token === undefined
        ? await requireKey(door.keys, request)
        : await requireToken(door.tokens, token, route, request, reply);
    request.apiKey = key;
    connections.known(request.raw.socket, key.tenant);
    if (token === undefined) endOnceRevoked(door.keys, request, reply);
    await door.checkRate(key.tenant);
    if (mayAct(key.role, least)) return;
    const problem = new Problem(403, "forbidden", {
      detail: `This needs a key of role ${least}; this key's role is ${key.role}.`,
    });
    await changes.refused({ route, request, key, told: {} }, problem);
    throw problem;
  }

  async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const key = request.apiKey ?? NOBODY;
    const holder = holderOf(request);
    let told: AuditTold = {};
    const caller = readTraceparent(request.headers["traceparent"]);
    const attributes = { "http.request.method": request.method, "http.route": route.path };
    const span = door.tracing?.begin(`${request.method} ${route.path}`, { parent: caller, kind: "server", attributes });
    const traceparent = span?.traceparent ?? caller;
    if (traceparent !== undefined) request.traceparent = traceparent;
    // When the last byte has left, or the caller is gone.
    if (span !== undefined) reply.raw.once("close", () => endCall(span, reply.statusCode));
    const upload = route.streams === undefined ? undefined : uploads.take(key.tenant);
    let verdict: ((outcome: ResendVerdict) => void) | undefined;
    let once: OpenOnce | undefined;
    try {
      const sent = { ...checkRequest(route, request), headers: request.headers, signal: goneSignal(request, reply) };
      const claimed = await door.onces?.begin(route, key, sent);
      if (claimed !== undefined && "status" in claimed) return await sendJson(reply, claimed, logger);
      once = claimed;
      const resend = await door.resends?.begin(route, key, sent);
      verdict = resend === undefined ? undefined : hearAnswer(resend, reply);
      const call = {
        key,
        own: door.ownOf(key.tenant),
        ...sent,
        tell: (more: AuditTold) => (told = mergeTold(told, more)),
        hold: () => takePermit(ofTenants, holder, reply),
        resend: resend?.name,
        once,
      };
      if (resend?.again === true) call.tell({ details: { resend: "same" } });
      const answered = await withTrace(traceparent, () => route.handle(call));
      verdict?.("made");
      const made = resend?.again === true ? saidToBeSame(answered) : answered;
      await once?.done(made);
      once = undefined;
      await changes.done({ route, request, key, told }, made);
      if (!("open" in made)) return await sendJson(reply, made, logger);
      if (request.method === "HEAD") return sendHead(reply, made);
      takePermit(request.apiKey === undefined ? ofLinks : ofTenants, holder, reply);
      return await sendStream(reply, made, {
        logger,
        // Who reads a stream was let in by a key or by a link that was signed here.
        opened: () => connections.known(request.raw.socket),
      });
    } catch (error) {
      const how = problemOf(error, takenBy(route)).status >= OUR_FAULT ? "doubt" : "refused";
      verdict?.(how);
      await once?.failed(how);
      await changes.refused({ route, request, key, told }, error);
      throw error;
    } finally {
      upload?.over();
    }
  }
}

/** Callers may send any word: a label has few values. */
const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "DELETE"]);

/** From here on it is our fault, and not the caller's. */
const OUR_FAULT = 500;

/** Tells a create that may be sent again whether its answer was delivered. Returns what the handler's end is told to. */
function hearAnswer(resend: Resend, { raw }: FastifyReply): (outcome: ResendVerdict) => void {
  let verdict: ResendVerdict | undefined;
  let isClosed = false;
  // Of answers that wait behind another one of their connection, only the connection tells.
  const { socket } = raw.req;
  const closed = (): void => {
    if (isClosed) return;
    isClosed = true;
    socket.removeListener("close", closed);
    resend.closed({ delivered: raw.writableFinished, outcome: verdict });
  };
  raw.once("close", closed);
  socket.once("close", closed);
  // Of an end after the caller was gone nothing is told: who sends it again has the same name, and is enqueued once.
  return (outcome) => {
    verdict ??= outcome;
  };
}

function saidToBeSame(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, [RESEND_HEADER]: "same" } };
}

function endCall(span: OpenSpan, status: number): void {
  const error = status >= OUR_FAULT ? `HTTP ${status}` : undefined;
  span.end({ error, attributes: { "http.response.status_code": status } });
}

const NOBODY: ApiKey = { id: "", tenant: "", role: "read", createdAt: 0 };

function isGone({ raw }: FastifyReply): boolean {
  return raw.destroyed || raw.req.socket.destroyed;
}

function goneSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // Before its request had been read whole, or while who it is was looked up.
  if (isGone(reply)) gone.abort();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  request.raw.once("error", () => gone.abort());
  return gone.signal;
}
