import { type GenerationRecord, InvalidInputError } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { notFound } from "../http/problem.ts";

/**
 * Any generation of the caller's, single or of a batch.
 * @throws Problem (404).
 */
export async function findVideo(own: TenantProducer, id: string): Promise<GenerationRecord> {
  try {
    return await own.get(id);
  } catch (error) {
    throw error instanceof InvalidInputError && error.code === "unknown_generation" ? notFound("video") : error;
  }
}
