import { randomBytes } from "node:crypto";
import { type Refusal, retryAfterHeader } from "../refusals.ts";
import type { Answer } from "./dialect.ts";

const TYPES: Readonly<Record<number, string>> = {
  400: "bad_request_error",
  401: "authorized_error",
  402: "insufficient_balance_error",
  403: "permission_error",
  422: "unprocessable_entity_error",
  429: "rate_limit_error",
  500: "server_error",
  529: "overloaded_error",
};

const CHINESE = /\p{Script=Han}/u;

/**
 * A real HTTP status. The business code stands in parentheses at the end of the message only, in full-width ones behind
 * Chinese words.
 */
export function v2Refusal(refusal: Refusal): Answer {
  const { httpStatus, message, code } = refusal;
  const parenthesised = CHINESE.test(message) ? `${message}（${code}）` : `${message} (${code})`;
  return {
    httpStatus,
    body: {
      type: "error",
      error: {
        type: TYPES[httpStatus] ?? "server_error",
        // An overload is told without a code.
        message: httpStatus === 529 ? message : parenthesised,
        http_code: String(httpStatus),
      },
      request_id: randomBytes(16).toString("hex"),
    },
    ...retryAfterHeader(refusal),
  };
}
