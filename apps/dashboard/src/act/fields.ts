import { z } from "zod";

/** Why somebody does it: kept with the change, for whoever asks later. */
export const why = z.string().trim().min(1).max(500).optional();
export const id = z.string().min(1).max(200);
export const name = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/);
/** US dollars; null takes a budget away. */
export const budget = z.number().min(0).max(1e9).nullable().optional();

/** For the audit. */
export function whyDetails(text: string | undefined): { readonly details: Readonly<Record<string, string>> } {
  return { details: text === undefined ? {} : { why: text } };
}
