import { distance } from "fastest-levenshtein";

/** The known name that `name` was most likely meant to be, or undefined when none is near. Aliases of other APIs count as near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const alias = ALIASES[name];
  if (alias !== undefined && known.includes(alias)) return alias;
  const wanted = name.toLowerCase();
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  return best !== undefined && best.edits <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
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
