import {
  attemptFields,
  attemptsOf,
  type GenerationRecord,
  isoTime,
  optional,
  providerWords,
  takeLine,
  takeOf,
  videoFields,
} from "@hailuo-queue/contracts";
import { inUsd } from "../money.ts";

/** A generation as one JSON object for machines: what became of it, and where its video is. */
export function generationLine(record: GenerationRecord): object {
  const { video, error } = record;
  return {
    type: "generation",
    id: record.id,
    custom_id: record.customId ?? null,
    batch: record.batchId,
    state: record.state,
    take: takeOf(record),
    ...optional({ task_id: record.taskId }),
    ...(video === undefined
      ? {}
      : { video: { location: video.location, bytes: video.bytes, sha256: video.sha256, ...videoFields(video) } }),
    ...(error === undefined ? {} : { error: { code: error.code, stage: error.stage, message: error.message } }),
  };
}

/** Everything that is known of a generation, for `get --json`. */
export function recordLine(record: GenerationRecord): object {
  return {
    ...generationLine(record),
    request: record.request,
    earlier_takes: (record.takes ?? []).map(takeLine),
    account: record.account ?? null,
    object_key: record.objectKey,
    polls: record.pollCount,
    provider_status: providerWords(record) ?? null,
    attempts: attemptsOf(record).map(attemptFields),
    price_usd: record.priceMicroUsd === undefined ? null : inUsd(record.priceMicroUsd),
    cost_usd: record.costMicroUsd === undefined ? null : inUsd(record.costMicroUsd),
    created_at: isoTime(record.createdAt),
    submitted_at: isoTime(record.submittedAt),
    accepted_at: isoTime(record.acceptedAt),
    generated_at: isoTime(record.generatedAt),
    ended_at: isoTime(record.endedAt),
    updated_at: isoTime(record.updatedAt),
  };
}
