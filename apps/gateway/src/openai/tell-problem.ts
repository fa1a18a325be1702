import { optional } from "@hailuo-queue/contracts";
import { type Problem, problemBody } from "../http/problem.ts";
import { json, type JsonAnswer } from "../http/route.ts";

/** OpenAI's words for what went wrong, by HTTP status; its SDKs make their classes of errors of the status. */
const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};

/** As OpenAI has them, where programs look for them; all others are ours. */
const CODES: Readonly<Record<string, string>> = {
  unauthorized: "invalid_api_key",
  too_many_requests: "rate_limit_exceeded",
};

/** Which the SDKs would send again as it is; nothing would come of that but a longer wait for the same refusal. */
const FINAL: readonly number[] = [409];

/** `{"error": {message, type, param, code}}`, with the HTTP status. */
export function tellOpenai(problem: Problem): JsonAnswer {
  const { status } = problem;
  const { code, title, detail, errors = [] } = problemBody(problem);
  const message = [detail ?? title, ...errors.map(({ field, message: what }) => `${field} ${what}`)].join(" ");
  const { retryAfterSeconds, allow } = problem.extras;
  const error = {
    message,
    type: TYPES[status] ?? (status >= 500 ? "server_error" : "invalid_request_error"),
    param: fieldOf(errors[0]?.field),
    code: CODES[code] ?? code,
  };
  return json(
    status,
    { error },
    {
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="hailuo-queue"' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
      ...(FINAL.includes(status) ? { "x-should-retry": "false" } : {}),
      ...optional({ allow }),
    },
  );
}

/** What is wrong with all of the body is wrong with no field of it. */
function fieldOf(field: string | undefined): string | null {
  return field === undefined || field === "(body)" ? null : field;
}
