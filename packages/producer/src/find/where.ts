import { GENERATION_STATES, type GenerationState, InvalidInputError, optional } from "@hailuo-queue/contracts";

/** Fields of a generation that a filter compares as texts. */
export const WHERE_FIELDS = [
  "state",
  "code",
  "stage",
  "model",
  "tenant",
  "batch",
  "account",
  "custom_id",
  "id",
  "task",
  "prompt",
] as const;
/** See WHERE_FIELDS. */
export type WhereField = (typeof WHERE_FIELDS)[number];

/** Times of a generation that a filter compares by their age. */
export const WHERE_TIMES = ["created", "updated", "ended"] as const;
/** See WHERE_TIMES. */
export type WhereTime = (typeof WHERE_TIMES)[number];

/** One condition of a filter; all of a filter's conditions hold. */
export type WhereTerm =
  /** One of these; with `not` none of them. */
  | { readonly kind: "is"; readonly field: WhereField; readonly not: boolean; readonly values: readonly string[] }
  /** It contains this, whatever its case. */
  | { readonly kind: "has"; readonly field: WhereField; readonly text: string }
  /** It is younger or older than this; one without this time is neither. */
  | { readonly kind: "age"; readonly time: WhereTime; readonly than: "younger" | "older"; readonly ms: number }
  /** A word of the prompt, custom_id, id, task or batch. */
  | { readonly kind: "word"; readonly text: string };

/** A filter on generations. Without terms it lets all pass. */
export interface Where {
  readonly terms: readonly WhereTerm[];
}

const LIMITS = { maxLength: 2000, maxTerms: 20, maxValues: 50 };
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const FORMS = "`code=video_flagged`, `model!=MiniMax-H3`, `prompt~cat`, `ended<1h` or `created>2d`";
/** Field, operator, and what comes after it; a value with spaces stands in double quotes. */
const TERM = /^([a-z_]+)(!=|=|~|<|>)(.*)$/su;

/**
 * Reads a filter such as `code=video_flagged model=MiniMax-H3 ended<1h`: conditions between spaces, all of which hold.
 * `=` and `!=` take several values between commas, `~` a part of the text, `<` and `>` an age. A value with spaces
 * stands in double quotes. With `words` anything else is a word to look for.
 * @throws InvalidInputError (`bad_where`).
 */
export function parseWhere(text: string, { words = false }: { readonly words?: boolean } = {}): Where {
  if (text.length > LIMITS.maxLength) throw bad(`The filter is longer than ${LIMITS.maxLength} characters.`);
  const terms = splitTerms(text).map((term) => parseTerm(term, words));
  if (terms.length > LIMITS.maxTerms) throw bad(`The filter has more than ${LIMITS.maxTerms} conditions.`);
  return { terms };
}

/** The states that a filter lets pass, in the order of a generation's life. */
export function statesOf({ terms }: Where): readonly GenerationState[] {
  return GENERATION_STATES.filter((state) =>
    terms.every((term) => term.kind !== "is" || term.field !== "state" || term.values.includes(state) !== term.not),
  );
}

/** The one value that a filter demands of a field; undefined where it demands none, or lets several pass. */
export function onlyValue({ terms }: Where, field: WhereField): string | undefined {
  for (const term of terms) {
    if (term.kind === "is" && term.field === field && !term.not && term.values.length === 1) return term.values[0];
  }
  return undefined;
}

function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let term = "";
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (!quoted && /\s/u.test(character)) {
      if (term !== "") terms.push(term);
      term = "";
    } else term += character;
  }
  if (quoted) throw bad("A quotation mark of the filter is not closed.");
  if (term !== "") terms.push(term);
  return terms;
}

function parseTerm(term: string, words: boolean): WhereTerm {
  const [, name = "", operator = "", rest = ""] = TERM.exec(term) ?? [];
  const time = WHERE_TIMES.find((known) => known === name);
  const field = WHERE_FIELDS.find((known) => known === name);
  if (time === undefined && field === undefined) {
    if (words) return { kind: "word", text: unquoted(term).toLowerCase() };
    throw bad(
      operator === ""
        ? `"${cut(term)}" is not a condition; write one as ${FORMS}.`
        : `There is no field "${cut(name)}"; fields are ${[...WHERE_FIELDS, ...WHERE_TIMES].join(", ")}.`,
    );
  }
  if (time !== undefined) return parseAge(time, operator, rest);
  if (field === undefined || operator === "<" || operator === ">")
    throw bad(`"${name}" takes =, != or ~; < and > are for ${WHERE_TIMES.join(", ")}.`);
  if (operator === "~") return { kind: "has", field, text: required(name, unquoted(rest)).toLowerCase() };
  const values = splitValues(rest).map((value) => required(name, value));
  if (values.length > LIMITS.maxValues) throw bad(`"${name}" has more than ${LIMITS.maxValues} values.`);
  const strange = field === "state" ? values.find((value) => !isState(value)) : undefined;
  if (strange !== undefined) throw bad(`"${cut(strange)}" is not a state; states are ${GENERATION_STATES.join(", ")}.`);
  return { kind: "is", field, not: operator === "!=", values };
}

function parseAge(time: WhereTime, operator: string, rest: string): WhereTerm {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhdw])$/.exec(rest) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs === undefined || (operator !== "<" && operator !== ">"))
    throw bad(
      `Write an age as \`${time}<1h\` (in the last hour) or \`${time}>2d\` (before that); units: s, m, h, d, w.`,
    );
  return { kind: "age", time, than: operator === "<" ? "younger" : "older", ms: Number(count) * unitMs };
}

/** At commas that stand outside quotation marks. */
function splitValues(text: string): readonly string[] {
  return (text.match(/(?:"[^"]*"|[^,"])+/gu) ?? [""]).map(unquoted);
}

function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

function required(name: string, value: string): string {
  if (value === "") throw bad(`"${name}" has no value; write a condition as ${FORMS}.`);
  return value;
}

function isState(text: string): boolean {
  return GENERATION_STATES.some((state) => state === text);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function bad(message: string): InvalidInputError {
  return new InvalidInputError("bad_where", message);
}

/** A filter that also lets only these states pass, unless it names states itself. */
export function whereStates(where: Where, states: readonly GenerationState[]): Where {
  if (where.terms.some((term) => term.kind === "is" && term.field === "state")) return where;
  return { terms: [...where.terms, { kind: "is", field: "state", not: false, values: states }] };
}

/** Which part of the records a filter needs to be read: of one batch, in one state. */
export function scopeOf(where: Where): { readonly batchId?: string; readonly state?: GenerationState } {
  const states = statesOf(where);
  return optional({
    batchId: onlyValue(where, "batch"),
    state: states.length === 1 ? states[0] : undefined,
  });
}
