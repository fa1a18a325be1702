import {
  cutWithEllipsis,
  FAULT_LIMITS,
  nearestName,
  parseGenerationRequest,
  type ParseOptions,
  REQUEST_FIELDS,
  shorten,
  type GenerationRequest,
} from "@hailuo-queue/contracts";
import type { InputFault } from "./input-fault.ts";

/** One line of the input, valid and complete. */
export interface InputItem {
  readonly line: number;
  readonly request: GenerationRequest;
  readonly customId?: string;
  /** Why the provider may refuse it all the same; not there where there is no doubt. */
  readonly doubts?: readonly InputFault[];
}

/** What a line that does not say takes; from the command's options. */
export interface InputDefaults {
  readonly model?: string;
  readonly duration?: number;
  readonly resolution?: string;
}

export type CheckedItem = { readonly ok: true; readonly item: InputItem } | { readonly ok: false; readonly faults: readonly InputFault[] };

const KNOWN_FIELDS: readonly string[] = [...REQUEST_FIELDS, "custom_id"];

/** Turns the fields of one line into a request, or says what is wrong with them: the first of it, and how much. */
export function checkItem(line: number, value: unknown, defaults: InputDefaults, how: ParseOptions = {}): CheckedItem {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, faults: [{ line, message: `is ${shorten(value)}, must be an object such as {"prompt": "…", "model": "…"}` }] };
  }
  const { custom_id: customId, ...fields } = value as Readonly<Record<string, unknown>>;
  const faults: InputFault[] = [];
  const known: Record<string, unknown> = { ...defaults };
  let unknown = 0;
  for (const [field, fieldValue] of Object.entries(fields)) {
    if (KNOWN_FIELDS.includes(field)) known[field] = fieldValue;
    else {
      unknown += 1;
      if (unknown <= FAULT_LIMITS.maxTold) faults.push(unknownField(line, field));
    }
  }
  if (customId !== undefined && !isCustomId(customId)) {
    faults.push({
      line,
      field: "custom_id",
      message: `is ${shorten(customId)}, must be a text of 1 to 128 letters, digits, ".", "_" or "-"`,
    });
  }
  const parsed = parseGenerationRequest(known, how);
  if (!parsed.ok) faults.push(...parsed.faults.map(({ field, message }) => ({ line, field, message })));
  if (parsed.ok && faults.length === 0) {
    const doubts = parsed.doubts?.map(({ field, message }) => ({ line, field, message }));
    const named = typeof customId === "string" ? { customId } : {};
    return { ok: true, item: { line, request: parsed.request, ...named, ...(doubts === undefined ? {} : { doubts }) } };
  }
  const untold = Math.max(0, unknown - FAULT_LIMITS.maxTold) + (parsed.ok ? 0 : parsed.faultCount - parsed.faults.length);
  return { ok: false, faults: untold === 0 ? faults : [...faults, { line, message: `has ${untold} more faults that are not told` }] };
}

function unknownField(line: number, field: string): InputFault {
  const name = shorten(field, FAULT_LIMITS.maxNameLength).slice(1, -1);
  return { line, field: cutWithEllipsis(name, FAULT_LIMITS.maxNameLength), message: `is not a known field${suggestion(field)}` };
}

function suggestion(field: string): string {
  const nearest = nearestName(field, KNOWN_FIELDS);
  return nearest === undefined ? `; known are ${KNOWN_FIELDS.join(", ")}` : `; did you mean ${nearest}?`;
}

/** A custom_id becomes part of an object key, so it must not be able to leave its folder. */
export function isCustomId(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9._-]{1,128}$/.test(value) && value !== "." && value !== "..";
}
