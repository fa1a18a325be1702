import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { notFound } from "../http/problem.ts";
import { singlesBatch } from "../routes/owned.ts";
import { isProviderName } from "./provider-names.ts";
import { invalid } from "./read-request.ts";

/**
 * The caller's generation behind a task's or file's number.
 * @throws Problem (404; 400 without a number).
 */
export async function findTask(own: TenantProducer, name: string, what: "task" | "file"): Promise<GenerationRecord> {
  if (name === "") throw invalid(`${what}_id is required`);
  const record = isProviderName(name) ? await own.findByCustomId(singlesBatch(own.tenant), name) : undefined;
  if (record === undefined) throw notFound(what);
  return record;
}
