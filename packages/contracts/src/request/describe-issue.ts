import type { z } from "zod";
import { PROMPT_EXPANSION_MODES, RATIOS, type RequestFault } from "../generation-request.ts";
import { FAULT_LIMITS } from "../limits.ts";
import { MODEL_NAMES, type ModelRule } from "../models.ts";
import { nearestName } from "../nearest-name.ts";
import { REQUEST_FIELDS } from "../request-fields.ts";
import { cutWithEllipsis, shorten } from "../shorten.ts";

export interface DescribedIssues {
  /** The first of them, at most FAULT_LIMITS.maxTold. */
  readonly faults: readonly RequestFault[];
  readonly count: number;
}

/** What is wrong with the shape, in our words. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: object, rule: ModelRule): DescribedIssues {
  const faults: RequestFault[] = [];
  let count = 0;
  for (const issue of issues) {
    count += issue.code === "unrecognized_keys" ? issue.keys.length : 1;
    const left = FAULT_LIMITS.maxTold - faults.length;
    if (left > 0) faults.push(...describeIssue(issue, input, rule, left));
  }
  return { faults, count };
}

/** An issue of the shape in our words: which field, what it is, what is allowed. */
function describeIssue(issue: z.core.$ZodIssue, input: object, rule: ModelRule, most: number): RequestFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, most).map((key) => {
      const path = [...issue.path, key];
      const hint = issue.path.length === 0 ? didYouMean(key, REQUEST_FIELDS) : "";
      return { field: fieldOf(path), value: valueAt(input, path), message: `is not a known field${hint}` };
    });
  }
  const top = valueAt(input, issue.path.slice(0, 1));
  // A text that stands for a longer form is judged inside that form.
  const within = typeof top === "object" && top !== null;
  const path = within ? issue.path : issue.path.slice(0, 1);
  const value = valueAt(input, path);
  return [{ field: fieldOf(path), value, message: expectation(String(path[0]), value, issue, rule) }];
}

function fieldOf(path: readonly PropertyKey[]): string {
  return cutWithEllipsis(path.map(String).join("."), FAULT_LIMITS.maxNameLength);
}

function expectation(field: string, value: unknown, issue: z.core.$ZodIssue, rule: ModelRule): string {
  const got = value === undefined ? "is missing" : `is ${shorten(value)}`;
  switch (field) {
    case "model":
      return `${got}, allowed are ${MODEL_NAMES.join(", ")}${typeof value === "string" ? didYouMean(value, MODEL_NAMES) : ""}`;
    case "resolution":
      return `${got}, allowed are ${rule.resolutions.join(", ")}`;
    case "duration":
      return `${got}, allowed are ${durationWords(rule.durations)} (seconds)`;
    case "enable_prompt_expansion":
    case "fast_pretreatment":
    case "aigc_watermark":
      return `${got}, allowed are true and false`;
    case "ratio":
      return `${got}, allowed are ${RATIOS.join(", ")}`;
    case "prompt_expansion_mode":
      return `${got}, allowed are ${PROMPT_EXPANSION_MODES.join(", ")}`;
    case "prompt":
      return `${got}, must be a text of 1 to ${rule.maxPromptCharacters} characters`;
    case "template_id":
      return (
        `${got}, must be a text such as "392753057216684038"; in quotes, as ` + "a number it would lose its last digits"
      );
    default:
      return `${got}, ${issue.message}`;
  }
}

/** `the numbers 6 and 10`, or `whole numbers from 4 to 15`. */
function durationWords(durations: readonly number[]): string {
  const [first, last] = [durations[0], durations.at(-1)];
  return durations.length <= 2 ? `the numbers ${durations.join(" and ")}` : `whole numbers from ${first} to ${last}`;
}

function didYouMean(name: string, allowed: readonly string[]): string {
  const nearest = nearestName(name, allowed);
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, step) =>
      typeof holder === "object" && holder !== null
        ? (holder as Readonly<Record<PropertyKey, unknown>>)[step]
        : undefined,
    input,
  );
}
