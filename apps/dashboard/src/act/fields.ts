import { z } from "zod";

/** A text, with its own words for what is wrong with it: pages show them as they are, in the reader's language. */
export function text(longest: number) {
  return z.string(textFault(longest)).min(1, textFault(longest)).max(longest, textFault(longest));
}

export function numberFrom(least: number, most: number) {
  const fault = `must be a number from ${least} to ${most}`;
  return z.number(fault).min(least, fault).max(most, fault);
}

export function wholeNumberFrom(least: number, most: number) {
  const fault = `must be a whole number from ${least} to ${most}`;
  return z.number(fault).int(fault).min(least, fault).max(most, fault);
}

function textFault(longest: number): string {
  return `must be a text of 1 to ${longest} characters`;
}

/** Why somebody does it: kept with the change, for whoever asks later. */
export const why = z.string(textFault(500)).trim().min(1, textFault(500)).max(500, textFault(500)).optional();
export const id = text(200);
const NAME_FAULT = `must be 1 to 128 letters, digits, ".", "_", "~" and "-"`;
export const name = z.string(NAME_FAULT).regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/, NAME_FAULT);
/** US dollars; null takes a budget away. */
export const budget = numberFrom(0, 1_000_000_000).nullable().optional();

/** For the audit. */
export function whyDetails(reason: string | undefined): { readonly details: Readonly<Record<string, string>> } {
  return { details: reason === undefined ? {} : { why: reason } };
}
