import { z } from "zod";
import { ToolRefusal } from "./define-tool.ts";

/** Of one call. More come by an upload to the gateway, or `hailuo submit`, which take a million. */
const MOST_VIDEOS = 500;

/**
 * The fields are described once, at submit_video: an assistant pays for each word of each tool. The gateway judges them
 * before anything is bought.
 */
const request = z.record(z.string(), z.unknown());

/** Several videos: requests, or prompts alone, and what holds for all of them. */
export const itemsShape = {
  requests: z
    .array(request)
    .max(MOST_VIDEOS)
    .optional()
    .describe("one for each video, with the fields of submit_video: model, prompt, image_url, duration, resolution, …"),
  prompts: z.array(z.string()).max(MOST_VIDEOS).optional().describe("in place of requests: one prompt for each video"),
  defaults: request.optional().describe('fields for each that does not say otherwise: {"model": "MiniMax-Hailuo-2.3"}'),
} as const;

export interface Items {
  readonly requests?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly prompts?: readonly string[] | undefined;
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
}

/** @throws ToolRefusal for none, and for both lists. */
export function readItems({ requests, prompts, defaults }: Items): readonly Readonly<Record<string, unknown>>[] {
  if ((requests === undefined) === (prompts === undefined))
    throw new ToolRefusal("Give either requests or prompts. Nothing was bought.");
  const items = requests ?? (prompts ?? []).map((prompt) => ({ prompt }));
  if (items.length === 0) throw new ToolRefusal("The list is empty. Nothing was bought.");
  return items.map((item) => ({ ...defaults, ...item }));
}
