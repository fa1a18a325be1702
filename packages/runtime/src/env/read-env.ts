import { InvalidInputError } from "@hailuo-queue/contracts";
import { z } from "zod";
import { factsOf } from "./setting.ts";

/** Settings by the names of their environment variables. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

/** The values that reading a shape gives, by the names of their variables. */
export type SettingsOf<Shape extends SettingsShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };

/** The environment, or the part of it that a test gives. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an app's settings. An empty variable counts as unset; space around a value is dropped (keys are often read from
 * files that end with a newline). A setting's former name is still read, with one warning.
 * @throws InvalidInputError (`invalid_settings`) that names every fault, a line for each: the variable, what it was
 * (never a secret's value), what is allowed.
 */
export function readEnv<Shape extends SettingsShape>(shape: Shape, env: Environment): SettingsOf<Shape> {
  const { settings, faults } = examineEnv(shape, env);
  if (faults.length > 0) {
    const head = faults.length === 1 ? "A setting cannot be used:" : `${faults.length} settings cannot be used:`;
    throw new InvalidInputError("invalid_settings", [head, ...faults.map(({ message }) => message)].join("\n  "));
  }
  return settings;
}

/** What is wrong with one variable, as a line that never holds a secret's value. */
export interface SettingFault {
  readonly name: string;
  readonly message: string;
}

/** As {@link readEnv}, for those who go on: what cannot be used is told, and is in `settings` as if it were not set. */
export function examineEnv<Shape extends SettingsShape>(
  shape: Shape,
  env: Environment,
): { readonly settings: SettingsOf<Shape>; readonly faults: readonly SettingFault[] } {
  const values: Record<string, unknown> = {};
  const faults: SettingFault[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const given = givenValue(env, name) ?? formerValue(env, name, schema);
    const parsed = schema.safeParse(given);
    if (parsed.success) {
      values[name] = parsed.data;
      const other = factsOf(schema).neededUnless;
      if (parsed.data === undefined && other !== undefined && givenValue(env, other) === undefined)
        faults.push({
          name,
          message: `${name} is not set, and ${other} neither; needed: ${factsOf(schema).description}`,
        });
    } else {
      values[name] = schema.safeParse(undefined).data;
      faults.push({ name, message: describeFault(name, schema, given) });
    }
  }
  faults.push(...orderFaults(shape, values));
  return { settings: values as SettingsOf<Shape>, faults };
}

function givenValue(env: Environment, name: string): string | undefined {
  const trimmed = env[name]?.trim();
  return trimmed === "" ? undefined : trimmed;
}

const toldNames = new Set<string>();

/** The value under the name that the setting had before: its first use in a process is told. */
function formerValue(env: Environment, name: string, schema: z.ZodType): string | undefined {
  const { formerName } = factsOf(schema);
  const value = formerName === undefined ? undefined : givenValue(env, formerName);
  if (formerName !== undefined && value !== undefined && !toldNames.has(formerName)) {
    toldNames.add(formerName);
    console.warn(
      `warning: ${formerName} is now ${name}; the former name is still read, and will go in a later version.`,
    );
  }
  return value;
}

function describeFault(name: string, schema: z.ZodType, given: string | undefined): string {
  const { allowed, secret, description } = factsOf(schema);
  if (given === undefined) return `${name} is not set; needed: ${description}`;
  const shown = secret === true ? "has a value that is not shown here" : `is ${JSON.stringify(shorten(given))}`;
  return `${name} ${shown}; allowed: ${allowed}`;
}

function orderFaults(shape: SettingsShape, values: Readonly<Record<string, unknown>>): SettingFault[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const lowerName = factsOf(schema).notLessThan;
    const value = values[name];
    const lower = lowerName === undefined ? undefined : values[lowerName];
    if (typeof value !== "number" || typeof lower !== "number" || value >= lower) return [];
    return [{ name, message: `${name} is ${value}; allowed: at least ${lowerName}, which is ${lower}` }];
  });
}

function shorten(value: string): string {
  return value.length <= 80 ? value : `${value.slice(0, 77)}...`;
}
