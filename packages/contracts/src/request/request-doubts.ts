import { type GenerationRequest, modeOf, type RequestFault } from "../generation-request.ts";
import { MODELS } from "../models.ts";
import { inputDoubts, type LookUpInput } from "./input-rules.ts";

/**
 * What of a good request the provider may refuse all the same, since its pages contradict each other or its live
 * answers: told before it is enqueued, and no reason to keep it back.
 */
export function requestDoubts(request: GenerationRequest, lookUpInput?: LookUpInput): readonly RequestFault[] {
  return [...referenceDoubts(request), ...inputDoubts(request, MODELS[request.model].side, lookUpInput)];
}

/** The page for China offers them and has a price for them, the page for elsewhere says "coming soon". */
function referenceDoubts(request: GenerationRequest): readonly RequestFault[] {
  if (request.model !== "MiniMax-H3-Max" || modeOf(request) !== "reference") return [];
  const field = (["reference_images", "reference_videos", "reference_audio"] as const).find(
    (name) => request[name] !== undefined,
  );
  if (field === undefined) return [];
  const message =
    "may be refused: MiniMax's pages disagree on whether MiniMax-H3-Max takes references; MiniMax-H3 does";
  return [{ field, value: request[field], message }];
}
