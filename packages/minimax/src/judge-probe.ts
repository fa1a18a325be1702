import { bodyOf, isJsonObject, isSuccess, type ProviderAnswer } from "./core/answer.ts";
import type { HttpResult } from "./core/http-door.ts";
import { judgeAnswer } from "./core/judge-answer.ts";
import { readFault } from "./core/read-fault.ts";
import { whoAnswered } from "./core/who-answered.ts";
import type { DialectName } from "./dialects/dialect.ts";

/**
 * What the answer to a query for a task that cannot exist tells about the dialect. `refuses_key` and `in_trouble` may
 * come from a proxy that does not know the path at all; `speaks_and_refuses_key` comes from the API itself.
 */
export type ProbeVerdict = "speaks" | "speaks_and_refuses_key" | "refuses_key" | "in_trouble" | "silent";

/** Statuses with which an API says that it has no such task. */
const NO_SUCH_TASK_STATUSES: readonly number[] = [400, 404, 410, 422];

/** `control` is the answer to a neighbouring path that cannot exist. */
export function judgeProbe(name: DialectName, result: HttpResult, control: HttpResult | undefined): ProbeVerdict {
  if (!result.ok) return "silent";
  const { answer } = result;
  const { row } = judgeAnswer("query", answer, readFault(answer));
  const blocked = row.code === "request_blocked" && answer.httpStatus === 403;
  const refused = row.code === "key_refused" || row.code === "forbidden" || blocked;
  if (name === "minimax-v1" && hasEnvelope(answer)) return refused ? "speaks_and_refuses_key" : "speaks";
  if (refused) return "refuses_key";
  if (name !== "minimax-v1" && speaksDocumented(answer, control?.ok === true ? control.answer : undefined))
    return "speaks";
  return answer.httpStatus === 429 || answer.httpStatus >= 500 ? "in_trouble" : "silent";
}

/**
 * The same for v2, whose word for a task that it does not know is HTTP 500 `record not found (1000)`; servers that
 * imitate it say 404 or 400 `invalid task_id (2013)`. Its refusals have a shape of their own.
 */
export function judgeV2Probe(result: HttpResult, control: HttpResult): ProbeVerdict {
  if (!result.ok) return "silent";
  const { answer } = result;
  const { row, verdict } = judgeAnswer("query", answer, readFault(answer));
  const refused = row.code === "key_refused" || row.code === "forbidden";
  if (refused) return hasV2Error(answer) ? "speaks_and_refuses_key" : "refuses_key";
  const known = verdict === "not_found" || bodyOf(answer)?.["task"] !== undefined;
  const same = control.ok && fingerprint(control.answer) === fingerprint(answer);
  if (known && !same && (isSuccess(answer) || whoAnswered(answer) === "api")) return "speaks";
  return answer.httpStatus === 429 || answer.httpStatus >= 500 ? "in_trouble" : "silent";
}

/** `{"type": "error", "error": {"type", "message", "http_code"}}`. */
function hasV2Error(answer: ProviderAnswer): boolean {
  const error = bodyOf(answer)?.["error"];
  return (
    isJsonObject(error) &&
    typeof error["message"] === "string" &&
    (error["http_code"] !== undefined || error["type"] !== undefined)
  );
}

/** `base_resp` with a code is the mark of the live API; it comes with 200 even for refusals. */
function hasEnvelope(answer: ProviderAnswer): boolean {
  const base = bodyOf(answer)?.["base_resp"];
  return isJsonObject(base) && base["status_code"] !== undefined && answer.httpStatus < 500;
}

/** Flat JSON about a task, or a JSON error that this server does not give for any wrong path. */
function speaksDocumented(answer: ProviderAnswer, control: ProviderAnswer | undefined): boolean {
  const body = bodyOf(answer);
  if (body === undefined || (control !== undefined && fingerprint(answer) === fingerprint(control))) return false;
  if (isSuccess(answer)) return typeof body["status"] === "string" || readFault(answer) !== undefined;
  if (!NO_SUCH_TASK_STATUSES.includes(answer.httpStatus)) return false;
  const who = whoAnswered(answer);
  return who === "api" || (who === "unclear" && control !== undefined);
}

/** An error without what differs from call to call: the path, ids, times. */
function fingerprint(answer: ProviderAnswer): string {
  const body = bodyOf(answer);
  const text = readFault(answer)?.text?.replaceAll(/\/[\w./?=-]*|\d+/g, "");
  return JSON.stringify([
    answer.httpStatus,
    body === undefined ? "" : Object.keys(body).toSorted(),
    text ?? "",
    body?.["status"] ?? "",
  ]);
}
