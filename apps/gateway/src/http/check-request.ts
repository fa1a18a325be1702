import { FAULT_LIMITS, REQUEST_LIMITS } from "@hailuo-queue/contracts";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { Problem } from "./problem.ts";
import type { RequestBody } from "./request-body.ts";
import type { RouteFacts } from "./route.ts";

/**
 * What the route's schemas make of a request.
 * @throws a Problem (400, 415, or what was wrong with the body while it was read).
 */
export function checkRequest(
  route: RouteFacts,
  request: Pick<FastifyRequest, "params" | "query" | "body">,
): { readonly params: unknown; readonly query: unknown; readonly body: unknown } {
  return {
    params: check(route.params, request.params, "path"),
    query: check(route.query, once(request.query, route.repeats), "query"),
    body: bodyOf(route, request),
  };
}

/** @throws Problem (400) for a parameter that stands there twice: which one is meant? */
function once(query: unknown, repeats: readonly string[] = []): unknown {
  const entries = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>);
  if (entries.length > REQUEST_LIMITS.queryParameters)
    throw new Problem(400, "invalid_request", {
      detail: `The query may have ${REQUEST_LIMITS.queryParameters} parameters.`,
    });
  const twice = entries
    .filter(([name, value]) => Array.isArray(value) && !repeats.includes(name))
    .map(([name]) => ({ field: name, message: "is given more than once" }));
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
  if (place !== "") return [{ field: place, message: issue.message }];
  const isOfType = issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record");
  return [{ field: "(body)", message: isOfType ? "must be an object in JSON" : issue.message }];
}

function bodyOf(route: RouteFacts, request: Pick<FastifyRequest, "body">): unknown {
  const body = (request.body as RequestBody | undefined) ?? { value: undefined };
  if ("refusal" in body) throw body.refusal;
  if (route.streams !== undefined && body.value === undefined)
    throw new Problem(415, "content_type", {
      detail: `The body must be ${route.streams.join(", ")}; name it in Content-Type.`,
    });
  return route.body === undefined ? body.value : check(route.body, body.value, "body");
}
