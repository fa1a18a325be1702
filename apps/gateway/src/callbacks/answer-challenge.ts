import { type Answer, type CallOf, json } from "../http/route.ts";
import type { challenge } from "./operations.ts";

export async function answerChallenge({ query }: CallOf<typeof challenge>): Promise<Answer> {
  return json(200, { challenge: query.challenge });
}
