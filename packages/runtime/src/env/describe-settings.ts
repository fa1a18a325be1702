import type { z } from "zod";
import type { SettingsShape } from "./read-env.ts";
import { factsOf } from "./setting.ts";

/** One row of docs/configuration.md. */
export interface SettingDescription {
  readonly name: string;
  readonly type: string;
  readonly allowed: string;
  /** Undefined: unset by default. */
  readonly default: string | undefined;
  readonly description: string;
  readonly secret: boolean;
}

/** Describes settings for docs/configuration.md, in the order of their shape. */
export function describeSettings(shape: SettingsShape): SettingDescription[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { type, allowed, description, defaultText, secret } = factsOf(schema);
    return { name, type, allowed, default: defaultText ?? fixedDefault(schema), description, secret: secret === true };
  });
}

function fixedDefault(schema: z.ZodType): string | undefined {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined) return undefined;
  return typeof parsed.data === "string" ? parsed.data : JSON.stringify(parsed.data);
}
