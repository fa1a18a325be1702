import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showBatchOf } from "../../views/batch.ts";
import { showBatchResolution } from "../../views/resolution.ts";
import type { resolveAll } from "./operations.ts";

export async function resolveBatch({ own, params, body, tell, once }: CallOf<typeof resolveAll>): Promise<Answer> {
  const { force, dry_run: dryRun = false } = body;
  const resolution =
    body.fail === true
      ? ({ action: "fail" } as const)
      : ({ action: "resubmit", ...optional({ force, lostBefore: once?.claimedAt }) } as const);
  tell({
    details: {
      action: resolution.action,
      ...(force === true ? { force: "true" } : {}),
      ...(dryRun ? { dry_run: "true" } : {}),
    },
  });
  const receipt = await own.resolveBatch(params.id, resolution, { dryRun });
  tell({ details: { resolved: String(receipt.resolved), waiting: String(receipt.waiting) } });
  return json(200, showBatchResolution(resolution, dryRun, receipt, await showBatchOf(own, params.id)));
}
