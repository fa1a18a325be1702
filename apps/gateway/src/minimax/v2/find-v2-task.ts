import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { Problem } from "../../http/problem.ts";
import { singlesBatch } from "../../routes/owned.ts";
import { isProviderName } from "../provider-names.ts";

/**
 * The caller's generation behind a task's number.
 * @throws Problem (404).
 */
export async function findV2Task(own: TenantProducer, name: string): Promise<GenerationRecord> {
  const record = isProviderName(name) ? await own.findByCustomId(singlesBatch(own.tenant), name) : undefined;
  // The provider's words, by which programs know it again.
  if (record === undefined) throw new Problem(404, "not_found", { detail: "invalid task_id" });
  return record;
}
