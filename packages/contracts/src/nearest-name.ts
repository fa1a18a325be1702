import { distance } from "fastest-levenshtein";

/**
 * The known name that `name` was most likely meant to be, or undefined when none is near. Aliases of other APIs count
 * as near.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (alias !== undefined && names.includes(alias)) return alias;
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of names) {
    // There are at least as many edits as the lengths differ by. The comparison takes time by the product of both.
    if (Math.abs(name.length - candidate.length) > mostEdits(candidate)) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  return best !== undefined && best.edits <= mostEdits(best.candidate) ? best.candidate : undefined;
}

function mostEdits(candidate: string): number {
  return Math.max(2, Math.floor(candidate.length / 3));
}

/** Field names of the provider's live API and of common clients, and what they are called here. */
const ALIASES: Readonly<Record<string, string>> = {
  first_frame_image: "image_url",
  image: "image_url",
  prompt_optimizer: "enable_prompt_expansion",
  text: "prompt",
  size: "resolution",
  seconds: "duration",
  id: "custom_id",
  aspect_ratio: "ratio",
  watermark: "aigc_watermark",
  template: "template_id",
};
