import { optional } from "@hailuo-queue/contracts";
import { tellDocumented, tellLive } from "../minimax/tell-problem.ts";
import { tellV2 } from "../minimax/v2/tell-v2-problem.ts";
import { isAtOpenai } from "../openai/openai-path.ts";
import { tellOpenai } from "../openai/tell-problem.ts";
import { type Problem, problemBody } from "./problem.ts";
import type { JsonAnswer } from "./route.ts";

export interface PlainProblem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the live API is spoken, which refuses what cannot be used with HTTP 200. */
const LIVE = /^\/minimax\/v1\/(?:video_generation|query\/video_generation|files\/retrieve)(?:\?|$)/;
const V2 = /^\/minimax\/+v2(?:[/?]|$)/;
const MINIMAX = /^\/minimax(?:[/?]|$)/;

/** A problem as RFC 9457 has it; under the paths of a door, as its API has it. */
export function plainProblem(problem: Problem, url: string | undefined): PlainProblem {
  if (url !== undefined && MINIMAX.test(url)) {
    const tell = V2.test(url) ? tellV2 : problem.status === 400 && LIVE.test(url) ? tellLive : tellDocumented;
    return plain(tell(problem));
  }
  if (url !== undefined && isAtOpenai(url)) return plain(tellOpenai(problem));
  const { retryAfterSeconds, allow } = problem.extras;
  return {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="hailuo-queue"' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
      ...optional({ allow }),
    },
    body: JSON.stringify(problemBody(problem)),
  };
}

function plain({ status, body, headers = {} }: JsonAnswer): PlainProblem {
  return {
    status,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}
