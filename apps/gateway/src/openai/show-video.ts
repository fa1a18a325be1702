import { type GenerationRecord, type GenerationState, messageForTenants, MODELS } from "@hailuo-queue/contracts";
import { type Lines, pixelsOf, sizeText } from "./pixels.ts";

type Status = "queued" | "in_progress" | "completed" | "failed";

interface Shown {
  readonly status: Status;
  /** In percent. It counts stages: how far the provider is, nobody knows. */
  readonly progress: number;
}

const FAILED: Shown = { status: "failed", progress: 0 };
const MAKING: Shown = { status: "in_progress", progress: 10 };

const SHOWN: Readonly<Record<GenerationState, Shown>> = {
  queued: { status: "queued", progress: 0 },
  creating: { status: "in_progress", progress: 1 },
  generating: MAKING,
  overdue: MAKING,
  cancelling: MAKING,
  // Whether it was bought is for its user to find out; a failure here would make the caller buy it again.
  submission_unknown: MAKING,
  downloading: { status: "in_progress", progress: 90 },
  succeeded: { status: "completed", progress: 100 },
  failed: FAILED,
  cancelled: FAILED,
};

/** OpenAI's words for what moderation refused. */
const MODERATED: readonly string[] = ["prompt_flagged", "video_flagged"];

/** A generation as OpenAI's `Video`. */
export function showVideo(record: GenerationRecord): Readonly<Record<string, unknown>> {
  const { status, progress } = SHOWN[record.state];
  const { request } = record;
  return {
    id: record.id,
    object: "video",
    model: request.model,
    status,
    progress,
    created_at: seconds(record.createdAt),
    completed_at: record.endedAt === undefined ? null : seconds(record.endedAt),
    expires_at: null,
    seconds: String(request.duration ?? ONLY_SECONDS),
    size: sizeOf(record),
    prompt: request.prompt ?? null,
    remixed_from_video_id: null,
    error: status === "failed" ? errorOf(record) : null,
  };
}

const ONLY_SECONDS = 6;

/** Of the stored file; before that what was asked for, as far as its pixels are known. */
function sizeOf({ request, video }: GenerationRecord): string {
  const picture = video?.facts?.picture;
  if (picture !== undefined) return sizeText([picture.widthPx, picture.heightPx]);
  const lines: Lines = request.resolution ?? "720P";
  const ratio = request.ratio ?? (hasPicture(request) ? "adaptive" : "16:9");
  return ratio === "adaptive" ? lines : sizeText(pixelsOf(lines, ratio));
}

function hasPicture({ image_url, last_frame_image }: GenerationRecord["request"]): boolean {
  return image_url !== undefined || last_frame_image !== undefined;
}

function errorOf({ error, state }: GenerationRecord): { readonly code: string; readonly message: string } {
  if (error === undefined)
    return state === "cancelled"
      ? { code: "cancelled", message: "The video was cancelled." }
      : { code: "failed", message: "The video has failed." };
  return {
    code: MODERATED.includes(error.code) ? "moderation_blocked" : error.code,
    message: messageForTenants(error),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** When the SDKs' helpers that wait ask again, by their own header. */
export function pollHeaders({ state }: GenerationRecord): Readonly<Record<string, string>> {
  const { status } = SHOWN[state];
  if (status === "completed" || status === "failed") return {};
  return { "openai-poll-after-ms": state === "downloading" ? "1000" : "3000" };
}

/** Models as OpenAI lists them. `created`: when the first of them was published; nobody told it of each. */
export function showModel(id: keyof typeof MODELS): Readonly<Record<string, unknown>> {
  return { id, object: "model", created: FIRST_PUBLISHED, owned_by: "minimax" };
}

/** 2024-09-01, Unix seconds. */
const FIRST_PUBLISHED = 1_725_148_800;
