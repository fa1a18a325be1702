import { z } from "zod";

/** What is known of a setting beside its zod type: for error messages and for docs/configuration.md. */
export interface SettingFacts {
  readonly description: string;
  /** In words, e.g. `a whole number from 1 to 500`. */
  readonly allowed: string;
  /** Short, for tables, e.g. `integer (ms)`. */
  readonly type: string;
  /** In words when it is not a fixed value. */
  readonly defaultText?: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** The name of another setting that it may not be less than. */
  readonly notLessThan?: string;
  /** The name that it had before; still read, with one warning. */
  readonly formerName?: string;
  /** The name of another setting, one of which is needed. */
  readonly neededUnless?: string;
}

const facts = z.registry<SettingFacts>();

/** Attaches to a schema what its page says of it. */
export function describeWith<Schema extends z.ZodType>(schema: Schema, settingFacts: SettingFacts): Schema {
  facts.add(schema, settingFacts);
  return schema;
}

/** Every setting is made by a function of this folder, so it has its facts. */
export function factsOf(schema: z.ZodType): SettingFacts {
  return facts.get(schema) ?? { description: "", allowed: "a value that is described nowhere", type: "text" };
}

/** The same setting, without which the process does not start. */
export function required<Value>(schema: z.ZodOptional<z.ZodType<Value>>): z.ZodType<Value> {
  const { defaultText: _, ...rest } = factsOf(schema);
  return describeWith(schema.unwrap() as z.ZodType<Value>, { ...rest, defaultText: "(required)" });
}

/** The same setting, without which the process does not start unless another one is there. */
export function requiredUnless<Value>(
  schema: z.ZodOptional<z.ZodType<Value>>,
  neededUnless: string,
): z.ZodOptional<z.ZodType<Value>> {
  const { defaultText: _, ...rest } = factsOf(schema);
  return describeWith(schema.unwrap().optional() as z.ZodOptional<z.ZodType<Value>>, { ...rest, neededUnless });
}
