import type { Logger } from "@hailuo-queue/runtime";
import type { FastifyReply, FastifyRequest } from "fastify";
import { traceOf } from "../minimax/trace-id.ts";
import { ANYTHING, type Problem, problemOf, type Taken } from "./problem.ts";
import { plainProblem } from "./tell-problem.ts";

/** What an error is for the caller; what is our own fault goes into the log. */
export function judgeError(error: unknown, request: FastifyRequest, logger: Logger, taken: Taken = ANYTHING): Problem {
  const problem = problemOf(error, taken);
  if (problem.status >= 500)
    logger[problem.status === 500 ? "error" : "warn"]({ err: error, path: request.routeOptions.url }, "request failed");
  return problem;
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, headers, body } = plainProblem(problem, reply.request.raw.url, traceOf(reply));
  const sent = reply.code(status).headers(headers);
  return reply.request.method === "HEAD"
    ? sent.header("content-length", Buffer.byteLength(body)).send()
    : sent.send(body);
}
