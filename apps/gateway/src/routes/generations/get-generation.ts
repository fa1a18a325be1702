import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { get } from "./operations.ts";

export async function getGeneration({ own, params }: CallOf<typeof get>): Promise<Answer> {
  return json(200, showGeneration(await own.get(params.id)));
}
