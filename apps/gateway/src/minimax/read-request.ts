import { parseGenerationRequest, REQUEST_FIELDS, type RequestFault } from "@hailuo-queue/contracts";
import { keepFieldMedia, type KeepMedia } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";

type Body = Readonly<Record<string, unknown>>;

/** The live API's names for what the documented one, and we, call otherwise. */
const LIVE_NAMES: Readonly<Record<string, string>> = { first_frame_image: "image_url", prompt_optimizer: "enable_prompt_expansion" };

/** A create's body in our names. What the provider would not look at is left out here, too. Throws a Problem. */
export async function readMinimaxRequest(body: Body, keepMedia: KeepMedia): Promise<Body> {
  if (typeof body["model"] !== "string") throw invalid("model is required");
  // A caller that counts on being called back would wait for ever.
  if (body["callback_url"] !== undefined && body["callback_url"] !== "")
    throw invalid("callback_url is not served here; ask for the task, or use the webhooks of /api/v1");
  const named = Object.entries(body).map(([name, value]) => [LIVE_NAMES[name] ?? name, value] as const);
  const known = named.filter(([name, value]) => REQUEST_FIELDS.some((field) => field === name) && value !== null && value !== "");
  const request = await keepFieldMedia(Object.fromEntries(known), keepMedia);
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (!parsed.ok) throw refuseFaults(parsed.faults);
  return request;
}

/** In one line, as the provider has it. */
export function refuseFaults(faults: readonly RequestFault[]): Problem {
  return invalid(faults.map(({ field, message }) => `${field} ${message}`).join("; "));
}

function invalid(detail: string): Problem {
  return new Problem(400, "invalid_request", { detail });
}
