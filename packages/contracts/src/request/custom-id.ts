import { countCharacters } from "../generation-request.ts";

/** Of a custom_id, in characters as people count them. */
const MOST_CHARACTERS = 128;
/** Generations without a name of their own are stored under their id: a name that holds one could take its place. */
const HOLDS_AN_ID = /gen_[0-9a-f]{32}/;
/**
 * What a terminal or a log would take for something else than a text: controls, line ends, marks that turn the
 * direction.
 */
const UNFIT = /[\p{Cc}\p{Surrogate}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** For messages: the end of a sentence that begins with the field. */
export const CUSTOM_ID_RULE =
  `must be a text of 1 to ${MOST_CHARACTERS} characters on one line, ` +
  "without an id of ours (gen_ and 32 digits) in it";

/**
 * Whether a caller may call its generation so: any text of some length. What it becomes in an object key is made safe
 * there.
 */
export function isCustomId(value: unknown): value is string {
  if (typeof value !== "string" || value.trim() === "" || value.length > MOST_CHARACTERS * 2) return false;
  return countCharacters(value) <= MOST_CHARACTERS && !UNFIT.test(value) && !HOLDS_AN_ID.test(value);
}
