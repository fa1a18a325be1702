import { optional } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../../http/problem.ts";

/**
 * Seals the caller's batch.
 * @throws Problem (409 `incomplete`) when it has not the `total` items that were announced.
 */
export async function sealOwn(
  own: TenantProducer,
  batchId: string,
  total: number | undefined,
): Promise<{ readonly result: string; readonly received: number; readonly invalid: number }> {
  const receipt = await own.sealBatch(batchId, optional({ total }));
  if (receipt.result === "incomplete")
    throw new Problem(409, "incomplete", {
      detail: `The batch has ${receipt.received} items and ${receipt.invalid} that cannot be used, of ${receipt.total} that were announced. Send the rest, or all again.`,
    });
  const { result, received, invalid } = receipt;
  return { result, received, invalid };
}
