import { optional } from "@hailuo-queue/contracts";
import { tellDocumented, tellLive } from "../minimax/tell-problem.ts";
import { isAtDoor } from "../minimax/trace-id.ts";
import { tellV2 } from "../minimax/v2/tell-v2-problem.ts";
import { isAtOpenai } from "../openai/openai-path.ts";
import { tellOpenai } from "../openai/tell-problem.ts";
import { type Problem, problemBody } from "./problem.ts";
import type { JsonAnswer, RouteFacts } from "./route.ts";

export interface PlainProblem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Tell = NonNullable<RouteFacts["tellProblem"]>;

/** Where the live API is spoken, which refuses what cannot be used with HTTP 200. */
const LIVE =
  /^\/minimax\/(?:v1\/(?:(?:query\/)?video(?:_template)?_generation|files\/(?:retrieve|retrieve_content|list|upload|delete)|token_plan\/remains)|account\/query_balance)(?:\?|$)/;

const V2 = /^\/minimax\/v2(?:[/?]|$)/;

/**
 * A problem as RFC 9457 has it; under the paths of a door, as its API has it. `traceId`: what the answer's
 * header says there.
 */
export function plainProblem(problem: Problem, url: string | undefined, traceId: string): PlainProblem {
  const { retryAfterSeconds, allow } = problem.extras;
  if (url !== undefined && isAtDoor(url)) {
    const tell: Tell = V2.test(url) ? tellV2 : problem.status === 400 && LIVE.test(url) ? tellLive : tellDocumented;
    return plain(tell(problem, traceId), optional({ allow }));
  }
  if (url !== undefined && isAtOpenai(url)) return plain(tellOpenai(problem), optional({ allow }));
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

function plain({ status, body, headers = {} }: JsonAnswer, more: Readonly<Record<string, string>>): PlainProblem {
  return {
    status,
    headers: { ...headers, ...more, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}
