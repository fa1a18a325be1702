import { InvalidInputError } from "@hailuo-queue/contracts";
import { z } from "zod";
import { factsOf } from "./setting.ts";

/** Settings by the names of their environment variables. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

export type SettingsOf<Shape extends SettingsShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };

/** The environment, or the part of it that a test gives. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an app's settings. An empty variable counts as unset; space around a value is dropped (keys are often read from
 * files that end with a newline). Throws InvalidInputError (`invalid_settings`) that names every fault, a line for each:
 * the variable, what it was (never a secret's value), what is allowed.
 */
export function readEnv<Shape extends SettingsShape>(shape: Shape, env: Environment): SettingsOf<Shape> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const given = givenValue(env, name);
    const parsed = schema.safeParse(given);
    if (parsed.success) {
      values[name] = parsed.data;
      const other = factsOf(schema).neededUnless;
      if (parsed.data === undefined && other !== undefined && givenValue(env, other) === undefined)
        faults.push(`${name} is not set, and ${other} neither; needed: ${factsOf(schema).description}`);
    } else faults.push(describeFault(name, schema, given));
  }
  faults.push(...orderFaults(shape, values));
  if (faults.length > 0) {
    const head = faults.length === 1 ? "A setting cannot be used:" : `${faults.length} settings cannot be used:`;
    throw new InvalidInputError("invalid_settings", [head, ...faults].join("\n  "));
  }
  return values as SettingsOf<Shape>;
}

function givenValue(env: Environment, name: string): string | undefined {
  const trimmed = env[name]?.trim();
  return trimmed === "" ? undefined : trimmed;
}

function describeFault(name: string, schema: z.ZodType, given: string | undefined): string {
  const { allowed, secret, description } = factsOf(schema);
  if (given === undefined) return `${name} is not set; needed: ${description}`;
  const shown = secret === true ? "has a value that is not shown here" : `is ${JSON.stringify(shorten(given))}`;
  return `${name} ${shown}; allowed: ${allowed}`;
}

function orderFaults(shape: SettingsShape, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const lowerName = factsOf(schema).notLessThan;
    const value = values[name];
    const lower = lowerName === undefined ? undefined : values[lowerName];
    if (typeof value !== "number" || typeof lower !== "number" || value >= lower) return [];
    return [`${name} is ${value}; allowed: at least ${lowerName}, which is ${lower}`];
  });
}

function shorten(value: string): string {
  return value.length <= 80 ? value : `${value.slice(0, 77)}...`;
}
