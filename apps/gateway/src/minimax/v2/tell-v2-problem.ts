import type { Problem } from "../../http/problem.ts";
import { json, type JsonAnswer } from "../../http/route.ts";
import { baseOf, retryAfter } from "../tell-problem.ts";

/** The provider's word by HTTP status; what it does not answer is one of its bad requests. */
const TYPES: Readonly<Record<number, string>> = {
  401: "authorized_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

/**
 * As v2 does: a real HTTP status, and the code in parentheses at the end of the message alone. What is wrong with fields
 * stands in the message, too. `traceId`: of the answer's header; the body repeats it.
 */
export function tellV2(problem: Problem, traceId: string): JsonAnswer {
  const { status_code: code, status_msg: message } = baseOf(problem);
  const { status } = problem;
  return json(
    status,
    {
      type: "error",
      error: {
        type: TYPES[status] ?? (status >= 500 ? "server_error" : "bad_request_error"),
        message: `${message} (${code})`,
        http_code: String(status),
      },
      request_id: traceId,
    },
    retryAfter(problem),
  );
}
