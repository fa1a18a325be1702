import { type Answer, json } from "../../http/route.ts";

/** That it answers is the answer. */
export async function tellHealth(): Promise<Answer> {
  return json(200, { status: "ok" });
}
