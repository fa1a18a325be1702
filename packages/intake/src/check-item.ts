import {
  CUSTOM_ID_RULE,
  cutWithEllipsis,
  FAULT_LIMITS,
  type GenerationRequest,
  isCustomId,
  misspelledField,
  NAMED_FIELDS,
  nearestName,
  optional,
  parseGenerationRequest,
  type ParseOptions,
  shorten,
  type SpelledRequest,
} from "@hailuo-queue/contracts";
import type { InputFault } from "./input-fault.ts";

/** One line of the input, valid and complete. */
export interface InputItem {
  readonly line: number;
  readonly request: GenerationRequest;
  readonly customId?: string;
  /**
   * How its video may be called, where it has no custom_id: number and first words of a line of text. Two items may
   * have the same.
   */
  readonly name?: string;
  /** Why the provider may refuse it all the same; not there where there is no doubt. */
  readonly doubts?: readonly InputFault[];
}

/** What a line that does not say takes; from the command's options. */
export interface InputDefaults {
  readonly model?: string;
  readonly duration?: number;
  readonly resolution?: string;
}

/** An item that can be made, or what is wrong with it. */
export type CheckedItem =
  | { readonly ok: true; readonly item: InputItem }
  | { readonly ok: false; readonly faults: readonly InputFault[] };

export interface CheckOptions extends ParseOptions {
  /** Whether names that are not known are faults; else `leaveOut` hears of them. */
  readonly isStrict: boolean;
  readonly leaveOut: (name: string) => void;
}

/** Turns the fields of one line into a request, or says what is wrong with them: the first of it, and how much. */
export function checkItem(
  line: number,
  spelled: SpelledRequest,
  defaults: Readonly<Record<string, unknown>>,
  how: CheckOptions,
): CheckedItem {
  const { custom_id: customId, ...rest } = spelled.fields;
  const fields: Record<string, unknown> = rest;
  const faults: InputFault[] = spelled.faults.map(({ field, message }) => ({ line, field, message }));
  let unknown = 0;
  for (const name of spelled.unknown) {
    delete fields[name];
    if (!how.isStrict && !isSlip(name, spelled.fields)) {
      how.leaveOut(name);
      continue;
    }
    unknown += 1;
    if (unknown <= FAULT_LIMITS.maxTold) faults.push(unknownField(line, name));
  }
  if (customId !== undefined && !isCustomId(customId))
    faults.push({ line, field: "custom_id", message: `is ${shorten(customId)}, ${CUSTOM_ID_RULE}` });
  const { prompt } = fields;
  const accident = controlCharacterFault(prompt) ?? placeholderFault(prompt) ?? invisibleFault(prompt);
  if (accident !== undefined) faults.push({ line, field: "prompt", message: accident });
  const parsed = parseGenerationRequest({ ...defaults, ...fields }, { ...how, isSpelled: true });
  if (!parsed.ok) faults.push(...parsed.faults.map(({ field, message }) => ({ line, field, message })));
  if (parsed.ok && faults.length === 0) {
    const doubts = parsed.doubts?.map(({ field, message }) => ({ line, field, message }));
    const named = typeof customId === "string" ? { customId } : {};
    return { ok: true, item: { line, request: parsed.request, ...named, ...optional({ doubts }) } };
  }
  const untold =
    Math.max(0, unknown - FAULT_LIMITS.maxTold) + (parsed.ok ? 0 : parsed.faultCount - parsed.faults.length);
  return {
    ok: false,
    faults: untold === 0 ? faults : [...faults, { line, message: `has ${untold} more faults that are not told` }],
  };
}

/** Of binary files and of other encodings. Tabs and line ends belong to texts. */
// oxlint-disable-next-line no-control-regex -- it looks for just these
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/**
 * What a file holds by accident would be bought with the prompt; a program that sends one request means what it sends.
 */
function controlCharacterFault(prompt: unknown): string | undefined {
  const found = typeof prompt === "string" ? CONTROL_CHARACTER.exec(prompt) : null;
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `has the control character U+${code} at character ${found.index + 1}; no prompt has one`;
}

function invisibleFault(prompt: unknown): string | undefined {
  if (typeof prompt !== "string" || !/^[\p{Cf}\p{Z}\s]+$/u.test(prompt) || prompt.trim() === "") return undefined;
  return "has no visible characters; write a prompt, or leave the line out";
}

/** What spreadsheets and programs write where nothing is. */
const PLACEHOLDER =
  /^(?:#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|BEZUG!|WERT!|NV)|nan|none|null|undefined|n\/a|\[object Object\])$/i;

function placeholderFault(prompt: unknown): string | undefined {
  if (typeof prompt !== "string" || !PLACEHOLDER.test(prompt.trim())) return undefined;
  return (
    `is ${shorten(prompt)}, which spreadsheets and programs write where a value ` +
    "is missing; write a prompt, or leave the row out"
  );
}

/** For an entry that has no fields. */
export function noObjectFault(line: number, value: unknown): InputFault {
  return { line, message: `is ${shorten(value)}, must be an object such as {"prompt": "…", "model": "…"}` };
}

/**
 * A field that is not there and a name that is nearly its: what was meant would be left out, and another video bought.
 */
function isSlip(name: string, fields: Readonly<Record<string, unknown>>): boolean {
  if (name === "__proto__") return true;
  const meant = misspelledField(name);
  return meant !== undefined && fields[meant] === undefined;
}

function unknownField(line: number, field: string): InputFault {
  const name = shorten(field, FAULT_LIMITS.maxNameLength).slice(1, -1);
  return {
    line,
    field: cutWithEllipsis(name, FAULT_LIMITS.maxNameLength),
    message: `is not a known field${suggestion(field)}`,
  };
}

function suggestion(field: string): string {
  const nearest = misspelledField(field) ?? nearestName(field, NAMED_FIELDS);
  return nearest === undefined ? `; known are ${NAMED_FIELDS.join(", ")}` : `; did you mean ${nearest}?`;
}
