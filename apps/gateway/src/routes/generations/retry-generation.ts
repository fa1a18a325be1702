import { isEndState, optional } from "@hailuo-queue/contracts";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showGeneration } from "../../views/generation.ts";
import type { PartsOf } from "../route-parts.ts";
import type { retry } from "./operations.ts";

export async function retryGeneration(
  { key, own, params, body, tell, once }: CallOf<typeof retry>,
  { quota }: PartsOf<"quota">,
): Promise<Answer> {
  const { state } = await own.get(params.id);
  const { rebuy, force } = body;
  tell({ details: { rebuy: String(rebuy), ...(force === true ? { force: "true" } : {}) } });
  if (isEndState(state) && rebuy) await quota.requireRoomAgain(key.tenant, 1);
  const receipt = await own.retry(params.id, { rebuy, ...optional({ force, failedBefore: once?.claimedAt }) });
  // The try that broke off may have done it.
  const isDone = once?.again === true && receipt.result === "refused" && receipt.code === "not_waiting";
  if (receipt.result === "refused" && !isDone) throw new Problem(409, "not_retried", { detail: receipt.message });
  if (receipt.result !== "refused") tell({ details: { result: receipt.result } });
  return json(200, showGeneration(await own.get(params.id)));
}
