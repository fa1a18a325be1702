import {
  DEFAULT_DURATION,
  DEFAULT_RESOLUTION,
  MODEL_NAMES,
  PROMPT_EXPANSION_MODES,
  RATIOS,
  RESOLUTIONS,
} from "@hailuo-queue/contracts";
import { z } from "zod";

const MEDIA = "an https URL, a data URL, or the id of an uploaded input (`input://…`)";
const media = (description: string): z.ZodOptional<z.ZodString> =>
  z.string().optional().describe(`${description}: ${MEDIA}`);
const list = (description: string): z.ZodOptional<z.ZodArray<z.ZodString>> =>
  z.array(z.string()).max(20).optional().describe(description);

/**
 * What a video is made from, in the gateway's names. Which values go together depends on the model; the gateway judges
 * that, and says what is allowed.
 */
export const requestShape = {
  model: z
    .enum(MODEL_NAMES)
    .optional()
    .describe("required, unless template_id is given; MiniMax-Hailuo-2.3 is a good first choice for text or a picture"),
  prompt: z
    .string()
    .optional()
    .describe("what the video shows; at most 2,000 characters (7,000 for MiniMax-H3 and -Max)"),
  image_url: media("first frame"),
  last_frame_image: media("last frame, for MiniMax-Hailuo-02 and MiniMax-H3"),
  duration: z
    .number()
    .int()
    .optional()
    .describe(`seconds, default ${DEFAULT_DURATION}; 6 or 10, MiniMax-H3 takes 4 to 15, the 01 models take none`),
  resolution: z.enum(RESOLUTIONS).optional().describe(`default ${DEFAULT_RESOLUTION}; 1080P is for 6 seconds`),
  ratio: z.enum(RATIOS).optional().describe("MiniMax-H3; default 16:9"),
  enable_prompt_expansion: z.boolean().optional().describe("whether the provider may rewrite the prompt; default true"),
  fast_pretreatment: z.boolean().optional().describe("shortens that rewriting"),
  aigc_watermark: z.boolean().optional().describe("marks the video as made by AI; default false"),
  subject_reference: z.string().optional().describe(`S2V-01: a picture of one person: ${MEDIA}`),
  reference_images: list("MiniMax-H3: up to 9 pictures, not together with frames"),
  reference_videos: list("MiniMax-H3: up to 3 videos"),
  reference_audio: list("MiniMax-H3: up to 3 recordings"),
  prompt_expansion_mode: z.enum(PROMPT_EXPANSION_MODES).optional().describe("MiniMax-H3-Max"),
  template_id: z.string().optional().describe("a video template of the provider, in place of a model"),
  media_inputs: list("the template's pictures"),
  text_inputs: list("the template's texts"),
} as const;

/** Agreement to a price, of every tool that buys. */
export const agreementShape = {
  max_cost_usd: z
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe(
      "The most that the user agreed to pay, in US dollars. Needed for all but small " +
        "purchases: the answer then says the price, and nothing is bought.",
    ),
  allow_unpriced: z
    .boolean()
    .optional()
    .describe("Whether the user agreed to videos whose price is not known; default false."),
} as const;

/** The idempotency key of a purchase. */
export const keyField = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe(
    "A name for this purchase, any text. The same name again returns what was bought and buys nothing. Default: " +
      "made from the request itself, so the same request is bought once; give a new name to make another take of it.",
  );

/** The priority of what is bought; without it, normal. */
export const priorityField = z.enum(["high", "normal", "low"]).optional();

/** What a person calls a batch. The gateway judges them, and tells what is wrong. */
export const labelsShape = {
  name: z.string().max(128).optional().describe("the batch's name"),
  tags: z
    .record(z.string().max(64), z.string().max(128))
    .optional()
    .describe('words that the batch is found by, such as {"team": "video"}'),
} as const;
