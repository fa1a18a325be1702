import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showCandidates } from "../../views/resolution.ts";
import type { candidates } from "./operations.ts";

export async function listCandidates({ own, params }: CallOf<typeof candidates>): Promise<Answer> {
  return json(200, showCandidates(await own.get(params.id)));
}
