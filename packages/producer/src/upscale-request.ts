import {
  type AccountUsage,
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  type GenerationRequest,
  InvalidInputError,
  optional,
  plainAccount,
  REGENERATION_MODEL,
  type Resolution,
} from "@hailuo-queue/contracts";

/** What a video is made again from: the provider's task, or the video itself as a URL or as the name of an input. */
export type UpscaleSource = { readonly taskId: string } | { readonly baseVideo: string };

/** What the larger video is made from: the stored video with its prompt, or the task at the provider. */
export const UPSCALE_SOURCES = ["video", "task"] as const;
/** The resolutions in which a finished video may be made again. */
export const UPSCALE_RESOLUTIONS = ["2K"] as const satisfies readonly Resolution[];

const SOURCE_MODEL = "MiniMax-H3";
const SOURCE_RESOLUTION = "768P";
/** The provider looks no further back for a task. */
const TASK_KNOWN_MS = 7 * 24 * 3_600_000;

export interface UpscaleFacts {
  readonly from: (typeof UPSCALE_SOURCES)[number];
  /** All that workers have published. */
  readonly accounts: readonly Pick<AccountUsage, "account" | "models" | "sideModels" | "draining">[];
  readonly nowMs: number;
}

/**
 * A task is known to its own account alone, and the account with the most room gets a create: where another one could
 * get it, it is refused here and not by the provider.
 * @throws InvalidInputError (`not_upscalable`) for a generation of which no larger video can be made.
 */
export function requireUpscalable(record: GenerationRecord, { from, accounts, nowMs }: UpscaleFacts): void {
  const { id, state, request, taskId, acceptedAt = 0, account = DEFAULT_ACCOUNT } = record;
  const refuse = (why: string): never => {
    throw new InvalidInputError("not_upscalable", `Generation ${id} cannot be made larger: ${why}.`);
  };
  if (request.model !== SOURCE_MODEL || request.resolution !== SOURCE_RESOLUTION)
    refuse(
      `MiniMax makes ${SOURCE_MODEL} videos of ${SOURCE_RESOLUTION} larger, and it is ${request.model}${request.resolution === undefined ? "" : ` of ${request.resolution}`}`,
    );
  if (state !== "succeeded") refuse(`it has no video, it is ${state}`);
  if (from === "video") return;
  if (taskId === undefined) refuse("no task is known of it; make it from its video (--from video)");
  if (nowMs - acceptedAt > TASK_KNOWN_MS)
    refuse("MiniMax knows its task for seven days only; make it from its video (--from video)");
  const own = plainAccount(account);
  // The others are not named: tenants read this, too.
  if (accounts.some((usage) => plainAccount(usage.account) !== own && mayRegenerate(usage)))
    refuse(
      `its task is known to account ${own} alone, and the create could go to another one; make it from its video ` +
        `(--from video), or let ${own} alone use ${REGENERATION_MODEL} ("models" in HAILUO_ACCOUNTS_FILE)`,
    );
}

/** By any of its sides. One that is draining gets no creates. */
function mayRegenerate({ models, sideModels = [], draining }: UpscaleFacts["accounts"][number]): boolean {
  return draining !== true && (models === undefined || [...models, ...sideModels].includes(REGENERATION_MODEL));
}

/**
 * The request for the larger video of a generation that {@link requireUpscalable} lets pass. From a video it holds all
 * that the first one was made from, which the provider asks for.
 */
export function upscaleRequest(
  { request }: Pick<GenerationRecord, "request">,
  source: UpscaleSource,
  resolution: Resolution,
): GenerationRequest {
  const {
    prompt,
    image_url,
    last_frame_image,
    reference_images,
    reference_videos,
    reference_audio,
    duration,
    aigc_watermark,
  } = request;
  const size = {
    model: REGENERATION_MODEL,
    resolution,
    ...optional({ duration, aigc_watermark }),
  } as const;
  if ("taskId" in source) return { ...size, source_task_id: source.taskId };
  const made = { prompt, image_url, last_frame_image, reference_images, reference_videos, reference_audio };
  const given = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  return { ...size, ...given, base_video: source.baseVideo };
}
