import { errorMessage, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import { type Logger, redactText } from "@hailuo-queue/runtime";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RefusalPage } from "./assets.ts";
import type { Identity } from "./guard/identity.ts";
import { identityOf, isNavigation, OPEN_PATH } from "./guard/install-guards.ts";
import { Refusal } from "./guard/refusal.ts";
import type { Sessions } from "./guard/sessions.ts";
import type { LiveTopics } from "./live/live-topics.ts";
import { streamLive } from "./live/mount-live.ts";
import type { Route, View } from "./routes.ts";
import { languageOfRequest } from "./words/language-of-request.ts";
import type { Speeches } from "./words/speech.ts";

/** Answers with what the routes' handlers return; an error that they throw becomes a status and a sentence. */
export function mountRoutes(server: FastifyInstance, routes: readonly Route[], speeches: Speeches): void {
  for (const { path, answer } of routes) {
    server.get(path, async (request, reply) => {
      const {
        status,
        contentType,
        body,
        cacheControl = "no-store",
      } = await answer({
        parameters: request.params as Record<string, string>,
        query: firstValues(request.query as Record<string, string | string[]>),
        identity: path === OPEN_PATH ? NOBODY : identityOf(request),
        accept: request.headers.accept,
        speech: speeches[languageOfRequest(request.headers)],
      });
      return reply.code(status).type(contentType).header("cache-control", cacheControl).send(body);
    });
  }
}

/** Streams of what the pages show, each below `/api/live`. */
export function mountLive(
  server: FastifyInstance,
  views: readonly View[],
  topics: LiveTopics,
  sessions: Pick<Sessions, "find">,
): void {
  for (const { path, read, missing, leastMs } of views) {
    server.get(path.replace("/api/", "/api/live/"), async (request, reply) => {
      const identity = identityOf(request);
      const question = {
        parameters: request.params as Record<string, string>,
        query: firstValues(request.query as Record<string, string | string[]>),
        identity,
      };
      // A session sees what its tenant does; what is not there yet is a page of its own.
      if ((await read(question)) === undefined) throw new Refusal(404, missing(question));
      const topic = JSON.stringify([identity.tenant ?? "", identity.role, path, question.parameters, question.query]);
      const stream = { topic, tenant: identity.tenant, leastMs, read: () => read(question) };
      streamLive(topics, request, reply, stream, async () => {
        if (identity.csrf === undefined) return true;
        return (await sessions.find(request.headers.cookie)) !== undefined;
      });
      return reply;
    });
  }
}

const NOBODY: Identity = { who: "nobody", role: "read" };

export function mountErrors(server: FastifyInstance, logger: Logger, words: RefusalWords): void {
  server.setNotFoundHandler((request, reply) =>
    sendRefusal(
      request,
      reply,
      {
        status: 404,
        sentence: `There is no such page. Pages are ${PAGES}.`,
      },
      words,
    ),
  );
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendRefusal(request, reply, judgeError(error, logger), words),
  );
}

export function sendError(reply: FastifyReply, error: Error, logger: Logger): FastifyReply {
  const { status, sentence } = judgeError(error, logger);
  return reply.code(status).send({ error: sentence });
}

/** What a refusal is told with. */
export interface RefusalWords {
  readonly page: RefusalPage;
  readonly speeches: Speeches;
}

interface Judged {
  readonly status: number;
  readonly sentence: string;
}

/** A page for people, with a way home; JSON for programs, and below /api for everybody. */
function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, sentence }: Judged,
  { page, speeches }: RefusalWords,
): FastifyReply {
  void reply.code(status);
  if (request.url.startsWith("/api/") || !isNavigation(request)) return reply.send({ error: sentence });
  return reply
    .type("text/html; charset=utf-8")
    .send(
      page(speeches[languageOfRequest(request.headers)], { title: TITLES[status] ?? "This did not work", sentence }),
    );
}

const PAGES =
  "/, /batches, /batches/<batch>, /find, /generations/<id>, /accounts/<name>, /tenants, /tenants/<name>, /models, /models/<name>, /audit, /plain, /queues";

const TITLES: Readonly<Record<number, string>> = {
  403: "Not for you",
  404: "Not there",
  429: "Too much at once",
  503: "Not just now",
};

/** A status and a sentence. Those of the framework tell of its inside, and are not used. */
function judgeError(error: Error & { readonly statusCode?: number | undefined }, logger: Logger): Judged {
  const told = redactText(errorMessage(error));
  if (error instanceof Refusal) return { status: error.statusCode, sentence: told };
  if (error instanceof InvalidInputError) return { status: 400, sentence: told };
  if (error instanceof UnavailableError) return { status: 503, sentence: told };
  const status = error.statusCode ?? 500;
  if (status === 401) return { status, sentence: "The dashboard asks for a user and a password." };
  if (status < 500) return { status, sentence: "The request cannot be used." };
  logger.error({ err: error }, "request failed");
  return { status: 500, sentence: "The dashboard failed; its log says why." };
}

function firstValues(query: Readonly<Record<string, string | string[]>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
