import type { FastifyInstance, FastifyRequest } from "fastify";
import { isAtDoor } from "../minimax/trace-id.ts";
import { isAtOpenai } from "../openai/openai-path.ts";
import { judgeError, sendProblem } from "./answer-problem.ts";
import { requireKey } from "./authenticate.ts";
import type { Door } from "./door.ts";
import { Problem } from "./problem.ts";
import type { RouteFacts } from "./route.ts";

/** Everything that goes wrong is answered as RFC 9457 has it, and under the path of a door as its API has it. */
export function mountProblems(
  server: FastifyInstance,
  routes: readonly RouteFacts[],
  { keys, checkRate, connections, logger }: Pick<Door, "keys" | "checkRate" | "connections" | "logger">,
): void {
  async function refuse(request: FastifyRequest): Promise<never> {
    // Without a key nothing is told of which paths there are.
    const { tenant } = await requireKey(keys, request);
    connections.known(request.raw.socket);
    await checkRate(tenant);
    const allow = methodsAt(routes, request.url);
    if (allow.length === 0) throw new Problem(404, "not_found", { detail: noSuchPath(request.url) });
    throw new Problem(405, "method_not_allowed", {
      detail: `This path takes ${allow.join(", ")}.`,
      allow: allow.join(", "),
    });
  }
  // Before a body is read.
  server.addHook("onRequest", async (request) => (request.is404 ? refuse(request) : undefined));
  server.setNotFoundHandler(refuse);
  server.setErrorHandler((error, request, reply) => sendProblem(reply, judgeError(error, request, logger)));
}

function noSuchPath(url: string): string {
  if (isAtOpenai(url)) return "There is no such path; this door serves /openai/v1/videos and /openai/v1/models.";
  return isAtDoor(url)
    ? "there is no such path at this door; set the base URL to end in /minimax, and see docs/minimax-door.md for its paths"
    : "There is no such path; /api/v1/docs lists them.";
}

/** Of a path that is served, the methods. */
function methodsAt(routes: readonly RouteFacts[], url: string): readonly string[] {
  const parts = (url.split("?")[0] ?? "").split("/");
  const here = routes.filter(({ path }) => {
    const wanted = path.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(":") || part === parts[at]);
  });
  return [...new Set(here.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
}
