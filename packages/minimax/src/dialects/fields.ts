import { z } from "zod";

/**
 * An id that comes as a string or as a number. Empty when it is missing, of another type, or the zero of an unset
 * field.
 */
export const idField = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .transform((value) => (/^0*$/.test(value) ? "" : value))
  .catch("");

/** Text; empty when it is missing or of another type. */
export const textField = z
  .string()
  .transform((value) => value.trim())
  .catch("");

/** An absolute http(s) link; empty when it is none. */
export const linkField = textField.transform((value) =>
  /^https?:\/\//i.test(value) && URL.canParse(value) ? value : "",
);

/** A number; undefined when it is missing or of another type. */
export const numberField = z.number().optional().catch(undefined);
