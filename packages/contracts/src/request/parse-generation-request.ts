import { type GenerationRequest, modeOf, type RequestFault } from "../generation-request.ts";
import { FAULT_LIMITS } from "../limits.ts";
import { MODEL_NAMES, type ModelName, type ModelRule, MODELS, TEMPLATE_MODEL } from "../models.ts";
import { nearestName } from "../nearest-name.ts";
import { REQUEST_FIELDS, type RequestField } from "../request-fields.ts";
import { describeIssues } from "./describe-issue.ts";
import { requestDoubts } from "./request-doubts.ts";
import { findConflicts, foreignField } from "./request-rules.ts";
import { shapeFor } from "./request-shape.ts";
import { spellRequest } from "./spell-request.ts";
import { inputFaults, type LookUpInput } from "./input-rules.ts";

/** The request, or everything that is wrong with it. */
export type ParsedRequest =
  /** `doubts`: why the provider may refuse it all the same; not there where there are none. */
  | { readonly ok: true; readonly request: GenerationRequest; readonly doubts?: readonly RequestFault[] }
  /** The first of the faults, and how many there are. */
  | { readonly ok: false; readonly faults: readonly RequestFault[]; readonly faultCount: number };

/** How the inputs that a request names are checked. */
export interface ParseOptions {
  /** Judges the inputs that the request names. Without it their names are refused. */
  readonly lookUpInput?: LookUpInput;
  /** The input comes from `spellRequest`, and is not read by it again; default false. */
  readonly isSpelled?: boolean;
}

/** Validates a request against the model matrix and fills the defaults. Never throws. */
export function parseGenerationRequest(
  input: unknown,
  { lookUpInput, isSpelled = false }: ParseOptions = {},
): ParsedRequest {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return refused([{ field: "(line)", value: input, message: "must be an object with the fields of a generation" }]);
  }
  const fields = input as Readonly<Record<string, unknown>>;
  const spelled = isSpelled ? { fields, faults: [] } : spellRequest(fields);
  const given = withModel(spelled.fields);
  const { model } = given;
  const rule = ruleFor(model);
  const foreign = Object.keys(given).filter((field): field is RequestField => isForeign(field, rule));
  const own =
    foreign.length === 0
      ? given
      : Object.fromEntries(Object.entries(given).filter(([field]) => !foreign.some((name) => name === field)));
  const faults = isModel(model)
    ? foreign.filter((field) => given[field] !== undefined).map((field) => refuseField(model, field, given))
    : [];
  faults.push(...spelled.faults);
  const wrongInputs = inputFaults(own, rule.side, lookUpInput);
  const count = faults.length + wrongInputs.length;
  faults.push(...wrongInputs.slice(0, FAULT_LIMITS.maxTold));
  const told = faults.length;
  const parsed = shapeFor(rule).safeParse(own);
  if (!parsed.success) {
    const described = describeIssues(parsed.error.issues, own, rule);
    return refused([...faults, ...described.faults], count + described.count);
  }
  const request = complete(parsed.data as GenerationRequest);
  faults.push(...findConflicts(request, (reference) => bytesOf(lookUpInput?.(reference))));
  if (faults.length > 0) return refused(faults, count + faults.length - told);
  const doubts = requestDoubts(request, lookUpInput);
  return doubts.length === 0 ? { ok: true, request } : { ok: true, request, doubts };
}

function refused(faults: readonly RequestFault[], faultCount = faults.length): ParsedRequest {
  return { ok: false, faults, faultCount };
}

/** A template takes the place of a model. */
function withModel(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return given["model"] === undefined && given["template_id"] !== undefined
    ? { ...given, model: TEMPLATE_MODEL }
    : given;
}

function isModel(model: unknown): model is ModelName {
  return typeof model === "string" && Object.hasOwn(MODELS, model);
}

/**
 * For a model that is not known, the rule of the one that was most likely meant: the other fields are judged all the
 * same.
 */
function ruleFor(model: unknown): ModelRule {
  if (isModel(model)) return MODELS[model];
  const nearest = typeof model === "string" ? nearestName(model, MODEL_NAMES) : undefined;
  return MODELS[isModel(nearest) ? nearest : "MiniMax-Hailuo-2.3"];
}

/** A field that is known, but of no use to the model. */
function isForeign(field: string, rule: ModelRule): boolean {
  return (
    field !== "model" &&
    REQUEST_FIELDS.some((known) => known === field) &&
    !rule.fields.some((known) => known === field)
  );
}

function refuseField(model: ModelName, field: RequestField, given: Readonly<Record<string, unknown>>): RequestFault {
  return foreignField(model, field, given[field]);
}

function bytesOf(facts: ReturnType<LookUpInput>): number {
  return typeof facts === "object" ? facts.bytes : 0;
}

/** With the default that depends on other fields, in the order that every complete request has. */
function complete(data: GenerationRequest): GenerationRequest {
  const ratio = data.ratio ?? (modeOf(data) === "text" ? "16:9" : "adaptive");
  const whole = MODELS[data.model].fields.includes("ratio") ? { ...data, ratio } : data;
  const ordered: Record<string, unknown> = {};
  for (const field of REQUEST_FIELDS) if (whole[field] !== undefined) ordered[field] = whole[field];
  return ordered as unknown as GenerationRequest;
}
