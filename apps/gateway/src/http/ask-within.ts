import { Readable } from "node:stream";
import { type ApiKey, mayAct } from "@hailuo-queue/access";
import { type AuditTold, optional } from "@hailuo-queue/contracts";
import { createUploadLimit } from "../ingest/upload-limit.ts";
import { createRouteAudit } from "./audit-routes.ts";
import { checkRequest } from "./check-request.ts";
import type { Door } from "./door.ts";
import { mergeTold } from "./merge-told.ts";
import { Problem, problemOf } from "./problem.ts";
import type { Answer, Route } from "./route.ts";
import { plainProblem } from "./tell-problem.ts";
import { takenBy } from "./expect-body.ts";

/** Whose calls they are. */
export interface InnerCaller {
  readonly key: ApiKey;
  /** The name that the caller reaches this gateway by, for links to it. */
  readonly host?: string | undefined;
}

/**
 * `fetch` to this gateway from within its process, as somebody who has shown a key: role, tenant, schemas, quotas and
 * audit hold as for a request from outside. Requests a minute and open streams are not counted: what the caller sent
 * was.
 */
export type AskWithin = (caller: InnerCaller) => typeof fetch;

export function createAskWithin(
  routes: readonly Route[],
  { ownOf, audit, logger }: Pick<Door, "ownOf" | "audit" | "logger">,
): AskWithin {
  const changes = createRouteAudit({ audit, logger });
  const uploads = createUploadLimit();

  async function answer({ key, host }: InnerCaller, request: Request): Promise<Response> {
    const url = new URL(request.url);
    const found = findRoute(routes, request.method, url.pathname);
    const least = found?.route.role;
    if (found === undefined || least === undefined) return refuse(new Problem(404, "not_found"), url);
    const { route, params } = found;
    let told: AuditTold = {};
    const upload = route.streams === undefined ? undefined : uploads.take(key.tenant);
    const change = (): Parameters<typeof changes.done>[0] => ({ route, request: { params }, key, told });
    try {
      if (!mayAct(key.role, least))
        throw new Problem(403, "forbidden", {
          detail: `This needs a key of role ${least}; this key's role is ${key.role}.`,
        });
      const made = await route.handle({
        key,
        own: ownOf(key.tenant),
        ...checkRequest(route, {
          params,
          query: Object.fromEntries(url.searchParams),
          body: { value: await bodyOf(route, request) },
        }),
        headers: { ...Object.fromEntries(request.headers), ...optional({ host }) },
        signal: request.signal,
        tell: (more) => (told = mergeTold(told, more)),
        hold: () => undefined,
      });
      await changes.done(change(), made);
      return await showAnswer(made, request.signal);
    } catch (error) {
      await changes.refused(change(), error);
      const problem = problemOf(error, takenBy(route));
      if (problem.status >= 500) logger.error({ err: error, path: route.path }, "an inner request failed");
      return refuse(problem, url);
    } finally {
      upload?.over();
    }
  }

  return (caller) => (input, init) => answer(caller, new Request(input, init));
}

/** A stream of bytes, or what JSON there is. */
async function bodyOf({ body, streams }: Route, request: Request): Promise<unknown> {
  if (streams !== undefined) return request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as never);
  if (body === undefined) return undefined;
  const text = await request.text();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

async function showAnswer(answer: Answer, signal: AbortSignal): Promise<Response> {
  if ("open" in answer) {
    const stream = await answer.open();
    // An answer that is being read ends with its reader.
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    const headers = { ...answer.headers, "content-type": answer.contentType };
    return new Response(Readable.toWeb(stream) as ReadableStream, { status: answer.status, headers });
  }
  const headers = { ...answer.headers, "content-type": "application/json; charset=utf-8" };
  return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
    status: answer.status,
    headers,
  });
}

/** Those are of the MiniMax door, which has routes with answers of their own. */
const NO_TRACE = "";

function refuse(problem: Problem, url: URL): Response {
  const { status, headers, body } = plainProblem(problem, url.pathname, NO_TRACE);
  return new Response(body, { status, headers });
}

function findRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined {
  const parts = pathname.split("/");
  // Those without parameters first, as the server has it: `/batches/dry-run` is no batch.
  const fitting = routes.filter((route) => route.method === method && fits(route.path.split("/"), parts));
  const route = fitting.find(({ path }) => !path.includes(":")) ?? fitting[0];
  if (route === undefined) return undefined;
  const params = Object.fromEntries(
    route.path.split("/").flatMap((name, at) => {
      const value = parts[at] ?? "";
      return name.startsWith(":") ? [[name.slice(1), decodeURIComponent(value)] as const] : [];
    }),
  );
  return { route, params };
}

function fits(wanted: readonly string[], parts: readonly string[]): boolean {
  return (
    wanted.length === parts.length &&
    wanted.every((part, at) => (part.startsWith(":") ? parts[at] !== "" : part === parts[at]))
  );
}
