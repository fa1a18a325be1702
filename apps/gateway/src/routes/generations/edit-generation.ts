import { isEndState } from "@hailuo-queue/contracts";
import { keepFieldMedia } from "@hailuo-queue/intake";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { PartsOf } from "../route-parts.ts";
import type { edit } from "./operations.ts";

export async function editGeneration(
  { key, own, params, body, tell }: CallOf<typeof edit>,
  { quota, arrivals }: PartsOf<"quota" | "arrivals">,
): Promise<Answer> {
  const { state } = await own.get(params.id);
  if (isEndState(state)) await quota.requireRoomAgain(key.tenant, 1);
  const receipt = await own.edit(params.id, await keepFieldMedia(body, arrivals.keepMedia(key.tenant)));
  if (receipt.result === "refused") throw new Problem(409, "not_edited", { detail: receipt.message });
  tell({ details: { take: String(receipt.take) } });
  return json(200, showGeneration(await own.get(params.id)));
}
