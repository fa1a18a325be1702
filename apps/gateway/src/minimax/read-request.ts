import {
  cutWithEllipsis,
  parseGenerationRequest,
  type RequestFault,
  spellRequest,
  spellValue,
} from "@hailuo-queue/contracts";
import { keepFieldMedia, type KeepMedia } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";
import { leaveOutIgnored } from "./leave-out.ts";

type Body = Readonly<Record<string, unknown>>;

export interface ReadRequest {
  /** In our names, and sure to be taken, but for the inputs that it names. */
  readonly request: Body;
  /** A sentence for each part of the body that is left out; see warning-header.ts. */
  readonly leftOut: readonly string[];
}

/**
 * A create's body of MiniMax's v1 in our names.
 *
 * @throws Problem (400) for what no model takes, and for what would make another video than the one that was asked for.
 */
export async function readMinimaxRequest(body: Body, keepMedia: KeepMedia): Promise<ReadRequest> {
  // Of the callback the create itself takes care.
  const { callback_url: _callback, aspect_ratio: shape, ...given } = body;
  const { fields, faults } = spellRequest(given);
  if (faults.length > 0) throw refuseFaults(faults);
  const { model } = fields;
  if (typeof model !== "string")
    throw invalid(model === undefined ? "model is required" : `model is ${quoted(model)}, must be a text`);
  const ratio = fields["ratio"] ?? spellValue("ratio", shape);
  const kept = leaveOutIgnored(ratio === undefined ? fields : { ...fields, ratio });
  const request = await keepFieldMedia(kept.fields, keepMedia);
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (!parsed.ok) throw refuseFaults(parsed.faults);
  return { request, leftOut: kept.leftOut };
}

/** What a caller wrote, as JSON, and no more of it than tells which it is. */
export function quoted(value: unknown): string {
  return cutWithEllipsis(JSON.stringify(value) ?? "nothing", 100);
}

/** In one line, as the provider has it. */
export function refuseFaults(faults: readonly RequestFault[]): Problem {
  return invalid(faults.map(({ field, message }) => `${field} ${message}`).join("; "));
}

export function invalid(detail: string): Problem {
  return new Problem(400, "invalid_request", { detail });
}
