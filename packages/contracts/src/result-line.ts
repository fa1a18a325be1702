import { briefRequest } from "./brief-request.ts";
import type { GenerationRecord } from "./generation.ts";
import { optional } from "./optional.ts";
import type { StoredVideo } from "./stored-video.ts";
import { type EarlierTake, takeOf } from "./takes.ts";
import type { VideoWarning } from "./video-facts.ts";

/**
 * One generation as a line of results.jsonl or errors.jsonl. Every key is always there, but `error`; what is not known
 * is null.
 */
export interface ResultLine {
  readonly custom_id: string | null;
  readonly id: string;
  readonly batch: string;
  readonly state: GenerationRecord["state"];
  /** Which take of it this is, from 1: the others are in `earlier_takes`. */
  readonly take: number;
  readonly request: GenerationRecord["request"];
  readonly task_id: string | null;
  readonly account: string | null;
  /** What was charged so far, in US dollars. */
  readonly cost_usd: number | null;
  readonly object_key: string;
  /** `file:///…` or `s3://bucket/key`. */
  readonly location: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Pixels of the stored picture; null where there is none, or its boxes do not tell. */
  readonly width: number | null;
  readonly height: number | null;
  /** Seconds that the stored video has, which are seldom exactly those that were asked for. */
  readonly duration: number | null;
  /** As in a MIME type's `codecs`, e.g. avc1.640032. */
  readonly video_codec: string | null;
  readonly audio_codec: string | null;
  /** In what the stored video is not what was bought; see {@link VIDEO_WARNINGS}. */
  readonly warnings: readonly VideoWarning[];
  readonly created_at: string | null;
  readonly submitted_at: string | null;
  readonly accepted_at: string | null;
  readonly generated_at: string | null;
  readonly ended_at: string | null;
  readonly earlier_takes: readonly TakeLine[];
  readonly error?: GenerationRecord["error"];
}

/** What became of an earlier take, in the names of {@link ResultLine}. */
export interface TakeLine extends Pick<
  ResultLine,
  "take" | "request" | "task_id" | "cost_usd" | "location" | "bytes" | "sha256"
> {
  readonly state: EarlierTake["state"];
  readonly submitted_at: string | null;
  readonly ended_at: string | null;
  readonly error?: GenerationRecord["error"];
}

/** A record as one line of results.jsonl. */
export function resultLine(record: GenerationRecord): ResultLine {
  return {
    custom_id: record.customId ?? null,
    id: record.id,
    batch: record.batchId,
    state: record.state,
    take: takeOf(record),
    request: briefRequest(record.request),
    task_id: record.taskId ?? null,
    account: record.account ?? null,
    cost_usd: usdOf(record.costMicroUsd),
    object_key: record.objectKey,
    location: record.video?.location ?? null,
    bytes: record.video?.bytes ?? null,
    sha256: record.video?.sha256 ?? null,
    ...videoFields(record.video),
    created_at: isoTime(record.createdAt),
    submitted_at: isoTime(record.submittedAt),
    accepted_at: isoTime(record.acceptedAt),
    generated_at: isoTime(record.generatedAt),
    ended_at: isoTime(record.endedAt),
    earlier_takes: (record.takes ?? []).map(takeLine),
    ...optional({ error: record.error }),
  };
}

/** An earlier take in the names of results.jsonl, sidecars and the API. */
export function takeLine(earlier: EarlierTake): TakeLine {
  const { take, state, request, taskId, costMicroUsd, video, submittedAt, endedAt, error } = earlier;
  return {
    take,
    state,
    request: briefRequest(request),
    task_id: taskId ?? null,
    cost_usd: usdOf(costMicroUsd),
    location: video?.location ?? null,
    bytes: video?.bytes ?? null,
    sha256: video?.sha256 ?? null,
    submitted_at: isoTime(submittedAt),
    ended_at: isoTime(endedAt),
    ...optional({ error }),
  };
}

function usdOf(microUsd: number | undefined): number | null {
  return microUsd === undefined ? null : microUsd / 1_000_000;
}

/** What a stored video is, in the names of results.jsonl, sidecars and the API. */
export function videoFields(
  video: StoredVideo | undefined,
): Pick<ResultLine, "width" | "height" | "duration" | "video_codec" | "audio_codec" | "warnings"> {
  const { picture, sound, durationMs } = video?.facts ?? {};
  return {
    width: picture?.widthPx ?? null,
    height: picture?.heightPx ?? null,
    duration: durationMs === undefined ? null : durationMs / 1000,
    video_codec: picture?.codec ?? null,
    audio_codec: sound?.codec ?? null,
    warnings: video?.warnings ?? [],
  };
}

/** ISO 8601 in UTC, or null for a time that has not come. */
export function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
