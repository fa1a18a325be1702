import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { describeWith, type SettingFacts } from "./setting.ts";

interface Common {
  readonly description: string;
  /** In words, for a default that depends on something. */
  readonly defaultText?: string;
  /** The name that it had before; still read, with one warning. */
  readonly formerName?: string;
}

export interface IntegerBounds extends Common {
  readonly min: number;
  readonly max: number;
  /** e.g. `ms`, `bytes`. */
  readonly unit?: string;
  readonly notLessThan?: string;
}

export interface IntegerOptions extends IntegerBounds {
  readonly default: number;
}

/** A whole number within bounds; digits only: `1e3`, `0x10` and `10s` are refused. */
export function integer(options: IntegerOptions): z.ZodType<number> {
  return describeWith(integerSchema(options).default(options.default), integerFacts(options));
}

/** The same, which may be left out. */
export function optionalInteger(options: IntegerBounds): z.ZodOptional<z.ZodType<number>> {
  return describeWith(integerSchema(options).optional(), integerFacts(options));
}

function integerSchema({ min, max }: IntegerBounds) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

function integerFacts(options: IntegerBounds): SettingFacts {
  const unit = options.unit === undefined ? "" : ` (${options.unit})`;
  return {
    ...shared(options),
    type: `integer${unit}`,
    allowed: `a whole number from ${options.min} to ${options.max}${unit}`,
    ...optional({ notLessThan: options.notLessThan }),
  };
}

export interface AmountOptions extends Common {
  readonly default: number;
}

/** An amount of US dollars, read into millionths; `none` is null. */
export function amountOrNone(options: AmountOptions): z.ZodType<number | null> {
  const schema = z.string().transform((text, context): number | null => {
    if (text.toLowerCase() === "none") return null;
    const amount = /^\$?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:usd)?$/i.exec(text)?.[1];
    if (amount !== undefined) return Math.round(Number(amount) * 1_000_000);
    context.addIssue({ code: "custom", message: "no amount" });
    return z.NEVER;
  });
  return describeWith(schema.default(options.default * 1_000_000), {
    ...shared(options),
    defaultText: String(options.default),
    type: "amount (US dollars) or none",
    allowed: "an amount in US dollars such as 50 or 12.5, or none",
  });
}

/** A TCP port, or `off`; 0 asks for a free one. */
export function portOrOff(options: Common): z.ZodOptional<z.ZodType<number | "off">> {
  const schema = z.string().transform((text, context): number | "off" => {
    if (text.toLowerCase() === "off") return "off";
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    context.addIssue({ code: "custom", message: "no port" });
    return z.NEVER;
  });
  return describeWith(schema.optional(), {
    ...shared(options),
    type: "port or off",
    allowed: "a port from 0 to 65535 (0: a free one), or off",
  });
}

const SWITCH_WORDS = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["false", false],
  ["0", false],
  ["no", false],
]);

/** Yes or no; without a default it may be left open. */
export function optionalSwitch(options: Common): z.ZodOptional<z.ZodType<boolean>> {
  const schema = z
    .string()
    .transform((text) => SWITCH_WORDS.get(text.toLowerCase()))
    .refine((value) => value !== undefined);
  return describeWith(schema.optional() as z.ZodOptional<z.ZodType<boolean>>, {
    ...shared(options),
    type: "true or false",
    allowed: "true, false, 1, 0, yes, no",
  });
}

/** A setting that is one of several words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  options: Common & { readonly default: Word },
): z.ZodType<Word> {
  const allowed = words.join(", ");
  const schema = z.enum(words as readonly [Word, ...Word[]]).default(options.default as never);
  return describeWith(schema as unknown as z.ZodType<Word>, { ...shared(options), type: "one of", allowed });
}

export interface TextOptions extends Common {
  /** In words, for messages; default `a text`. */
  readonly allowed?: string;
  readonly pattern?: RegExp;
}

/** A setting that is a text, with a default. */
export function text(options: TextOptions & { readonly default: string }): z.ZodType<string> {
  return describeWith(textSchema(options).default(options.default), { ...shared(options), ...textWords(options) });
}

/** A setting that is a text and may be left out. */
export function optionalText(options: TextOptions): z.ZodOptional<z.ZodType<string>> {
  return describeWith(textSchema(options).optional(), { ...shared(options), ...textWords(options) });
}

/** A text whose value is never shown: not in errors, not in logs. */
export function secret(options: TextOptions): z.ZodOptional<z.ZodType<string>> {
  return describeWith(textSchema(options).optional(), { ...shared(options), ...textWords(options), secret: true });
}

/** An http(s) URL without credentials, returned without a slash at its end. */
export function optionalHttpUrl(options: Common): z.ZodOptional<z.ZodType<string>> {
  return describeWith(httpUrlSchema().optional(), { ...shared(options), type: "URL", allowed: HTTP_URL_WORDS });
}

/** A setting that is an http(s) URL, with a default. */
export function httpUrl(options: Common & { readonly default: string }): z.ZodType<string> {
  return describeWith(httpUrlSchema().default(options.default), {
    ...shared(options),
    type: "URL",
    allowed: HTTP_URL_WORDS,
  });
}

/** Most that a list of origins may have: each is compared with what a browser sends. */
const MOST_ORIGINS = 50;

/**
 * Origins as browsers send them, separated by commas: `https://app.example.com`. Never `*`, which would open the API to
 * every page that its users visit.
 */
export function optionalOrigins(options: Common): z.ZodOptional<z.ZodType<readonly string[]>> {
  const schema = z.string().transform((value, context): readonly string[] => {
    const origins = value.split(",").map((part) => part.trim());
    const good = origins.length <= MOST_ORIGINS && origins.every(isOrigin);
    if (!good) context.addIssue({ code: "custom", message: "no origins" });
    return good ? origins : z.NEVER;
  });
  return describeWith(schema.optional(), {
    ...shared(options),
    type: "origins",
    allowed: `at most ${MOST_ORIGINS} origins such as https://app.example.com, separated by commas; never *`,
  });
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const HTTP_URL_WORDS = "an http:// or https:// URL without user, password and query";

/** Without describing it, for other places than the environment. */
export function httpUrlSchema() {
  return z
    .string()
    .refine((value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return (
        url !== undefined &&
        /^https?:$/.test(url.protocol) &&
        url.username === "" &&
        url.password === "" &&
        url.search === "" &&
        url.hash === ""
      );
    })
    .transform((value) => value.replace(/\/+$/, ""));
}

function textSchema(options: TextOptions) {
  return z.string().regex(options.pattern ?? /\S/);
}

function textWords(options: TextOptions): Pick<SettingFacts, "type" | "allowed"> {
  return { type: "text", allowed: options.allowed ?? "a text" };
}

function shared({
  description,
  defaultText,
  formerName,
}: Common): Pick<SettingFacts, "description" | "defaultText" | "formerName"> {
  return { description, ...optional({ defaultText, formerName }) };
}
