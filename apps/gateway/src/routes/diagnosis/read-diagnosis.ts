import { type Answer, json } from "../../http/route.ts";
import { showDiagnosis } from "../../views/diagnosis.ts";
import type { PartsOf } from "../route-parts.ts";

export async function readDiagnosis(_call: unknown, { producer }: PartsOf<"producer">): Promise<Answer> {
  return json(200, showDiagnosis(await producer.diagnosis()));
}
