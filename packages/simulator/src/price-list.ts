import { TEXT_USAGE, usageOf } from "./usage.ts";
import { sizeOf, type VideoRequest } from "./video-request.ts";

/**
 * Millionths of a US dollar a video, by resolution and length. Source: the provider's pay-as-you-go page as of
 * 2026-10-08.
 */
const VIDEOS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "MiniMax-Hailuo-2.3": { "768P 6": 280_000, "768P 10": 560_000, "1080P 6": 490_000 },
  "MiniMax-Hailuo-2.3-Fast": { "768P 6": 190_000, "768P 10": 320_000, "1080P 6": 330_000 },
  "MiniMax-Hailuo-02": {
    "512P 6": 100_000,
    "512P 10": 150_000,
    "768P 6": 280_000,
    "768P 10": 560_000,
    "1080P 6": 490_000,
  },
};

/** The page has none for these: what a reseller bills for each. */
const OLDER_MODELS = ["T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01"];
const OLDER_VIDEO = 430_000;

interface SecondPrices {
  /** A second of the video, and of videos that are sent along, by resolution. */
  readonly output: Readonly<Record<string, number>>;
  readonly input: Readonly<Record<string, number>>;
  readonly image: number;
  readonly freeImages: number;
}

const H3 = { "768P": 80_000, "2K": 130_000 };

/** A second of a video that is made again. */
const AGAIN = 50_000;

/** Sounds are free. */
const SECONDS: Readonly<Record<string, SecondPrices>> = {
  "MiniMax-H3": { output: H3, input: H3, image: 40_000, freeImages: 5 },
  "MiniMax-H3-Max": {
    output: { "480P": 50_000, "768P": 80_000 },
    input: { "480P": 55_300, "768P": 143_000 },
    image: 74_000,
    freeImages: 2,
  },
};

/** What a video costs that is made and not blocked; undefined for what has no known price, as templates. */
export function microUsdOf(request: VideoRequest): number | undefined {
  if (request.kind === "h3_context_ir") return TEXT_USAGE.prompt_tokens * 0.9 + TEXT_USAGE.completion_tokens * 3.6;
  if (OLDER_MODELS.includes(request.model)) return OLDER_VIDEO;
  const { duration, resolution } = sizeOf(request);
  const prices = SECONDS[request.model];
  if (prices === undefined) return VIDEOS[request.model]?.[`${resolution} ${duration}`];
  const { output_seconds, input_seconds, input_image_count } = usageOf(request);
  if (request.kind === "regeneration")
    return (
      output_seconds * AGAIN +
      input_seconds * (prices.input["2K"] ?? 0) +
      Math.max(0, input_image_count - prices.freeImages) * prices.image
    );
  const [output, input] = [prices.output[resolution], prices.input[resolution]];
  if (output === undefined || input === undefined) return undefined;
  return (
    output_seconds * output + input_seconds * input + Math.max(0, input_image_count - prices.freeImages) * prices.image
  );
}
