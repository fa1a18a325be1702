import type { ApiKey } from "@hailuo-queue/access";
import { type AuditLog, type AuditOutcome, type AuditTold, optional } from "@hailuo-queue/contracts";
import type { Logger } from "@hailuo-queue/runtime";
import type { FastifyRequest } from "fastify";
import { ANYTHING, problemOf } from "./problem.ts";
import type { Answer, Route } from "./route.ts";

export interface RouteAudit {
  /** The change was made; `answer` names what it made. */
  done(call: AuditedCall, answer: Answer): Promise<void>;
  /** The change was refused, or broke off. */
  refused(call: AuditedCall, error: unknown): Promise<void>;
}

export interface AuditedCall {
  readonly route: Route;
  readonly request: Pick<FastifyRequest, "params">;
  readonly key: ApiKey;
  /** What the handler added. */
  readonly told: AuditTold;
}

/** Nothing was tried, unless the handler told of it: the request could not be understood, or was one too many. */
const NOT_TRIED: readonly number[] = [400, 401, 413, 414, 415, 429];

/** By the part of the path before the name. */
const KINDS: Readonly<Record<string, string>> = {
  generations: "generation",
  videos: "generation",
  batches: "batch",
  inputs: "input",
  accounts: "account",
  tenants: "tenant",
  // MiniMax's door: the number of a task is the custom_id of the generation behind it.
  video_generation: "custom_id",
};
/** Answers that are the thing that was made or changed. */
const MADE: readonly string[] = ["generation", "batch", "input", "webhook_delivery"];

/**
 * Writes what the routes did into the audit, in this one place. It is done best effort, behind the change: an audit
 * that cannot be written does not make a change undone that was made.
 */
export function createRouteAudit({
  audit,
  logger,
}: {
  readonly audit: Pick<AuditLog, "write">;
  readonly logger: Logger;
}): RouteAudit {
  async function write(
    { route, request, key, told }: AuditedCall,
    ids: Readonly<Record<string, string>>,
    how: AuditOutcome,
  ): Promise<void> {
    if (route.method === "GET" || typeof route.audit !== "string") return;
    const { about, details } = told;
    const named = namesOf(route.path, request.params);
    const tenant = told.tenant ?? (route.scope === "deployment" ? named["tenant"] : key.tenant);
    const note = {
      who: `key ${key.id}`,
      what: route.audit,
      ...optional({ tenant }),
      about: { ...named, ...ids, ...about },
      ...optional({ details }),
      ...how,
    };
    try {
      await audit.write(note, { caller: key.tenant });
    } catch (error) {
      logger.error({ err: error, audit: note }, "the audit could not be written");
    }
  }

  return {
    done: (call, answer) => write(call, madeBy(answer), { outcome: "done" }),
    async refused(call, error) {
      const problem = problemOf(error, ANYTHING);
      // A stream of items may have been taken in part, however it ended.
      const untouched = call.told.details === undefined && call.route.streams === undefined;
      if (NOT_TRIED.includes(problem.status) && untouched) return;
      const brokeOff = NOT_TRIED.includes(problem.status) || (problem.status >= 500 && problem.status !== 503);
      await write(call, {}, { outcome: brokeOff ? "failed" : "refused", code: problem.code });
    },
  };
}

function namesOf(path: string, params: unknown): Readonly<Record<string, string>> {
  const [, place = "", parameter = ""] = /\/(\w+)\/:(\w+)/.exec(path) ?? [];
  const kind = KINDS[place];
  const name = (params as Readonly<Record<string, unknown>> | undefined)?.[parameter];
  return kind === undefined || typeof name !== "string" ? {} : { [kind]: name };
}

function madeBy(answer: Answer): Readonly<Record<string, string>> {
  const { object, id } = (("body" in answer ? answer.body : undefined) ?? {}) as {
    readonly object?: unknown;
    readonly id?: unknown;
  };
  return typeof object === "string" && MADE.includes(object) && typeof id === "string" ? { [object]: id } : {};
}
