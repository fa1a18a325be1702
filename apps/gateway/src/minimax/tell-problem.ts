import { type Problem, problemBody } from "../http/problem.ts";
import { json, type JsonAnswer } from "../http/route.ts";

/** The provider's codes for what went wrong here. */
function codeOf({ status, extras }: Problem): number {
  if (status === 401) return extras.hasKey === true ? 2049 : 1004;
  if (status === 403) return 2038;
  if (status === 429) return 1002;
  return status >= 500 ? 1000 : 2013;
}

/** As the live API does: HTTP 200, and the refusal in the body. */
export function tellLive(problem: Problem): JsonAnswer {
  return json(200, { task_id: "", base_resp: baseOf(problem) }, retryAfter(problem));
}

/** As the documented API does: an HTTP status, and words. */
export function tellDocumented(problem: Problem): JsonAnswer {
  const base = baseOf(problem);
  return json(problem.status, { error: base.status_msg, base_resp: base }, retryAfter(problem));
}

/** Code and words in which the provider tells what went wrong. */
export function baseOf(problem: Problem): { readonly status_code: number; readonly status_msg: string } {
  const code = codeOf(problem);
  const words = wordsOf(problem);
  if (code === 1004)
    return {
      status_code: code,
      status_msg: "login fail: Please carry the API secret key in the 'Authorization' field",
    };
  if (code === 2049) return { status_code: code, status_msg: "invalid api key" };
  if (code === 2013) return { status_code: code, status_msg: `invalid params, ${words}` };
  if (code === 1002) return { status_code: code, status_msg: `rate limit, ${words}` };
  return { status_code: code, status_msg: words };
}

/** Says no more than that something is wrong, and the faults say what. */
const NO_MORE = /^The (?:body|query|path) has (?:a fault|\d+ faults)\.$/;

/** In one line, with all that is wrong: these shapes have no list of faults. */
function wordsOf(problem: Problem): string {
  const { title, detail = title, errors = [] } = problemBody(problem);
  const faults = errors.map(({ field, message }) => `${field === "(body)" ? "the body" : field} ${message}`).join("; ");
  // In MiniMax's words, where they are known.
  if (faults === "") return detail.replace(/^There is no such (task|file)\.$/, "$1 not found");
  return NO_MORE.test(detail) ? faults : `${detail} ${faults}`;
}

export function retryAfter({ extras: { retryAfterSeconds } }: Problem): Readonly<Record<string, string>> {
  return retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
}
