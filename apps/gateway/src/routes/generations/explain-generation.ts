import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showExplanation } from "../../views/explanation.ts";
import type { explain } from "./operations.ts";

export async function explainGeneration({ own, params }: CallOf<typeof explain>): Promise<Answer> {
  const [record, explanation] = await Promise.all([own.get(params.id), own.explain(params.id)]);
  return json(200, showExplanation(explanation, record));
}
