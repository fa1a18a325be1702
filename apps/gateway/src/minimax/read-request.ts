import {
  MODELS,
  type ModelName,
  parseGenerationRequest,
  REQUEST_FIELDS,
  type RequestFault,
  spellRequest,
  spellValue,
} from "@hailuo-queue/contracts";
import { keepFieldMedia, type KeepMedia } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";

type Body = Readonly<Record<string, unknown>>;

/** A create's body in our names. What the provider would not look at is left out here, too. Throws a Problem. */
export async function readMinimaxRequest(body: Body, keepMedia: KeepMedia): Promise<Body> {
  // No model of this API takes it: MiniMax ignores it, and many programs send it to every provider alike.
  const { aspect_ratio: _ignored, ...given } = body;
  const { fields, faults } = spellRequest(given);
  if (faults.length > 0) throw refuseFaults(faults);
  if (typeof fields["model"] !== "string") throw invalid("model is required");
  // A caller that counts on being called back would wait for ever.
  if (spellValue("image_url", body["callback_url"]) !== undefined)
    throw invalid("callback_url is not served here; ask for the task, or use the webhooks of /api/v1");
  const accepted = Object.entries(fields).filter(
    ([name, value]) => REQUEST_FIELDS.some((field) => field === name) && !isMade(fields, name, value),
  );
  const request = await keepFieldMedia(Object.fromEntries(accepted), keepMedia);
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (!parsed.ok) throw refuseFaults(parsed.faults);
  return request;
}

/** Models of one size make it whether it is asked for or not; the provider takes no such field, and clients send it. */
function isMade({ model }: Body, name: string, value: unknown): boolean {
  const rule = typeof model === "string" && Object.hasOwn(MODELS, model) ? MODELS[model as ModelName] : undefined;
  if (rule === undefined || rule.durations.length > 0) return false;
  return (
    (name === "duration" && value === ONLY_SIZE.duration) || (name === "resolution" && value === ONLY_SIZE.resolution)
  );
}

const ONLY_SIZE = { duration: 6, resolution: "720P" } as const;

/** In one line, as the provider has it. */
export function refuseFaults(faults: readonly RequestFault[]): Problem {
  return invalid(faults.map(({ field, message }) => `${field} ${message}`).join("; "));
}

function invalid(detail: string): Problem {
  return new Problem(400, "invalid_request", { detail });
}
