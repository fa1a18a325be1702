import type { GenerationRecord, StoredVideo } from "@hailuo-queue/contracts";

/** Version of the sidecar's shape, for readers of later years. */
const SIDECAR_VERSION = 1;
/** A data URL longer than this is named, not kept: the sidecar is for people. */
const LONGEST_VALUE = 2048;

/** What is stored as JSON beside each video: where it came from and how it is told to be whole. */
export function createSidecar(record: GenerationRecord, video: StoredVideo): object {
  return {
    version: SIDECAR_VERSION,
    id: record.id,
    custom_id: record.customId ?? null,
    batch: record.batchId,
    request: shortenImage(record.request),
    task_id: record.taskId ?? null,
    file_id: record.fileId ?? null,
    account: record.account ?? null,
    cost_usd: record.costMicroUsd === undefined ? null : record.costMicroUsd / 1_000_000,
    object_key: record.objectKey,
    bytes: video.bytes,
    sha256: video.sha256,
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

function shortenImage(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortenImage);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortenImage(inner)]));
  }
  if (typeof value !== "string" || value.length <= LONGEST_VALUE || !value.startsWith("data:")) return value;
  return `${value.slice(0, value.indexOf(",") + 1)}(${value.length} characters)`;
}
