import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { cancel } from "./operations.ts";

export async function cancelGeneration({ own, params }: CallOf<typeof cancel>): Promise<Answer> {
  await own.cancel(params.id);
  return json(200, showGeneration(await own.get(params.id)));
}
