import type { RequestFault } from "../generation-request.ts";
import { fieldNamed, type FieldName, type NamedField } from "./field-names.ts";
import { spellValue } from "./spell-values.ts";

/** A request as it was spelled, in our names. */
export interface SpelledRequest {
  /** Known fields by their own names, those that are not set left out; unknown ones as they came. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names that mean no field. */
  readonly unknown: readonly string[];
  /** Fields that two names stand for. */
  readonly faults: readonly RequestFault[];
}

/**
 * Reads a request as people and other programs spell it: names in any case and with synonyms, values with units. Never
 * throws.
 */
export function spellRequest(given: Readonly<Record<string, unknown>>): SpelledRequest {
  const fields: Record<string, unknown> = {};
  const names = new Map<NamedField, string>();
  const faults: RequestFault[] = [];
  const unknown: string[] = [];
  const weak: { readonly name: string; readonly field: NamedField; readonly value: unknown }[] = [];
  const set = (name: string, { field }: FieldName, value: unknown): void => {
    const earlier = names.get(field);
    if (earlier === undefined) {
      names.set(field, name);
      fields[field] = value;
    } else faults.push({ field, value, message: twiceNamed(field, earlier, name) });
  };
  for (const [name, raw] of Object.entries(given)) {
    const found = fieldNamed(name);
    if (found === undefined) {
      unknown.push(name);
      fields[name] = raw;
      continue;
    }
    const value = spellValue(found.field, raw);
    if (value === undefined) continue;
    if (found.isWeak) weak.push({ name, field: found.field, value });
    else set(name, found, value);
  }
  for (const { name, field, value } of weak) {
    if (!names.has(field)) set(name, { field, isWeak: true }, value);
    else {
      unknown.push(name);
      fields[name] = value;
    }
  }
  return { fields, unknown, faults };
}

/** The end of a sentence that begins with the field. */
export function twiceNamed(field: NamedField, first: string, second: string): string {
  return first === second
    ? `is named twice (${JSON.stringify(first)}); keep one of them`
    : `is named twice, as ${JSON.stringify(first)} and as ` +
        `${JSON.stringify(second)}, which both mean ${field}; keep one of them`;
}
