import { errorMessage, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import { type Logger, redactText } from "@hailuo-queue/runtime";
import type { FastifyError, FastifyInstance } from "fastify";
import type { Route } from "./routes.ts";

/** Answers with what the routes' handlers return; an error that they throw becomes a status and a sentence. */
export function mountRoutes(server: FastifyInstance, routes: readonly Route[]): void {
  for (const { path, answer } of routes) {
    server.get(path, async (request, reply) => {
      const { status, contentType, body } = await answer({
        parameters: request.params as Record<string, string>,
        query: firstValues(request.query as Record<string, string | string[]>),
      });
      return reply.code(status).type(contentType).header("cache-control", "no-store").send(body);
    });
  }
}

export function mountErrors(server: FastifyInstance, logger: Logger): void {
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "There is no such page. Pages are /, /batches/<batch>, /generations/<id> and /queues." }),
  );
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = statusOf(error);
    if (status === 500) logger.error({ err: error }, "request failed");
    const sentence = status === 500 ? "The dashboard failed; its log has the reason." : redactText(errorMessage(error));
    return reply.code(status).header("cache-control", "no-store").send({ error: sentence });
  });
}

function statusOf(error: FastifyError): number {
  if (error instanceof InvalidInputError) return 400;
  if (error instanceof UnavailableError) return 503;
  return error.statusCode ?? 500;
}

function firstValues(query: Readonly<Record<string, string | string[]>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}
