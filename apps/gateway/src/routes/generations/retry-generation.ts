import { isEndState } from "@hailuo-queue/contracts";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { PartsOf } from "../route-parts.ts";
import type { retry } from "./operations.ts";

export async function retryGeneration(
  { key, own, params, body, tell }: CallOf<typeof retry>,
  { quota }: PartsOf<"quota">,
): Promise<Answer> {
  const { state } = await own.get(params.id);
  tell({ details: { rebuy: String(body.rebuy) } });
  if (isEndState(state) && body.rebuy) await quota.requireRoomAgain(key.tenant, 1);
  const receipt = await own.retry(params.id, body);
  if (receipt.result === "refused") throw new Problem(409, "not_retried", { detail: receipt.message });
  return json(200, showGeneration(await own.get(params.id)));
}
