import { type InputFacts, mediaFault, type RefusedMedia } from "@hailuo-queue/contracts";
import type { KeepOutcome } from "@hailuo-queue/intake";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { Arrivals } from "../../inputs/arrivals.ts";
import { readUpload } from "../../inputs/read-upload.ts";
import { showInput } from "../../views/input.ts";
import type { PartsOf } from "../route-parts.ts";
import { inputLimitMb } from "./input-limits.ts";
import type { create } from "./operations.ts";

export async function createInput(
  { own, body, headers, signal }: CallOf<typeof create>,
  { arrivals, keepInputsMs }: PartsOf<"arrivals" | "keepInputsMs">,
): Promise<Answer> {
  const outcome = await keepUpload(own.tenant, { body: readUpload(body, headers), signal }, arrivals);
  const shown = showInput(outcome.input, keepInputsMs);
  return json(outcome.result === "kept" ? 201 : 200, shown, { location: `/api/v1/inputs/${shown.sha256}` });
}

/**
 * Keeps a file that a tenant uploads.
 * @throws Problem (413, 422) for what no model takes.
 */
export async function keepUpload(
  tenant: string,
  { body, signal }: { readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal },
  arrivals: Arrivals,
): Promise<Exclude<KeepOutcome, { readonly result: "refused" }>> {
  const outcome = await arrivals.keep(tenant, { body, check: refuseUseless, signal });
  if (outcome.result === "refused") throw refusal(outcome.refused);
  return outcome;
}

/**
 * Its length is judged when all of it is there.
 * @throws Problem (422) for what no model takes.
 */
function refuseUseless(facts: InputFacts): void {
  const begun = { ...facts, bytes: 1 };
  const fault = mediaFault(begun, "v2");
  if (fault !== undefined && mediaFault(begun, "v1") !== undefined)
    throw new Problem(422, "unusable_input", { detail: `The ${facts.kind} ${fault}.` });
}

function refusal(refused: RefusedMedia): Problem {
  if (refused.reason === "too_large")
    return new Problem(413, "input_too_large", {
      detail: `The ${refused.kind} has more than ${inputLimitMb(refused.kind)} MB, which is the most that the provider takes.`,
    });
  return new Problem(422, "unknown_content", {
    detail:
      "The content is no JPEG, PNG, WebP, HEIC or HEIF image, no MP4 or MOV video and no MP3 or WAV recording; what its name or Content-Type says does not count.",
  });
}
