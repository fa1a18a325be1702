import { mayAct } from "@hailuo-queue/access";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showDiagnosis } from "../../views/diagnosis.ts";
import type { PartsOf } from "../route-parts.ts";
import type { read } from "./operations.ts";

export async function readDiagnosis(
  { key, own }: CallOf<typeof read>,
  { producer }: PartsOf<"producer">,
): Promise<Answer> {
  return json(200, showDiagnosis(await (mayAct(key.role, "admin") ? producer : own).diagnosis()));
}
