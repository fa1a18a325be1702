import { briefRequest, type GenerationRecord, type StoredVideo, takeOf, videoFields } from "@hailuo-queue/contracts";

/** Version of the sidecar's shape, for readers of later years. */
const SIDECAR_VERSION = 1;
/** What is stored as JSON beside each video: where it came from and how it is told to be whole. */
export function createSidecar(record: GenerationRecord, video: StoredVideo): object {
  return {
    version: SIDECAR_VERSION,
    id: record.id,
    custom_id: record.customId ?? null,
    batch: record.batchId,
    take: takeOf(record),
    request: briefRequest(record.request),
    task_id: record.taskId ?? null,
    file_id: record.fileId ?? null,
    account: record.account ?? null,
    cost_usd: record.costMicroUsd === undefined ? null : record.costMicroUsd / 1_000_000,
    object_key: record.objectKey,
    bytes: video.bytes,
    sha256: video.sha256,
    ...videoFields(video),
    created_at: isoTime(record.createdAt),
    submitted_at: isoTime(record.submittedAt),
    accepted_at: isoTime(record.acceptedAt),
    generated_at: isoTime(record.generatedAt),
    poll_count: record.pollCount,
  };
}

function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
