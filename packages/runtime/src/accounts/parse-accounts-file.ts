import { MODEL_NAMES, nearestName } from "@hailuo-queue/contracts";
import type { z } from "zod";
import { ACCOUNT_FIELDS, type AccountEntry, accountSchema, type FieldFacts } from "./account-fields.ts";

/** An account of the file, and how faults in it are introduced, e.g. `accounts[1] "studio"`. */
export interface PlacedEntry {
  readonly place: string;
  readonly entry: AccountEntry;
}

const FIELD_NAMES = Object.keys(ACCOUNT_FIELDS);
/** The page that says more. */
const SHAPE = 'allowed: {"accounts": [{"name": …, "keyEnv": …}, …]}, see docs/configuration.md';

/**
 * The accounts of the file, as far as they are right, and a sentence for each fault. No sentence holds a value that may
 * be a key.
 */
export function parseAccountsFile(text: string): {
  readonly entries: readonly PlacedEntry[];
  readonly faults: readonly string[];
} {
  const json = parseJson(text);
  if (typeof json === "string") return { entries: [], faults: [json] };
  const { accounts, ...others } = json.value as { readonly accounts?: unknown };
  const faults = Object.keys(others).map((name) => unknownField("the file", name, ["accounts"]));
  if (!Array.isArray(accounts) || accounts.length === 0) {
    faults.push(`accounts ${accounts === undefined ? "is missing" : "is no list, or empty"}; ${SHAPE}`);
    return { entries: [], faults };
  }
  const entries: PlacedEntry[] = [];
  for (const [at, given] of (accounts as readonly unknown[]).entries()) {
    const place = placeOf(at, given);
    const parsed = accountSchema.safeParse(given);
    if (parsed.success) entries.push({ place, entry: parsed.data });
    else {
      faults.push(...describeIssues(place, given, parsed.error.issues));
      const sound = soundPart(given, parsed.error.issues);
      if (sound !== undefined) entries.push({ place, entry: sound });
    }
  }
  faults.push(...duplicateNames(accounts));
  return { entries, faults };
}

/** V8's own message quotes the text around the fault, and a key may stand there. */
function parseJson(text: string): { readonly value: object } | string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { value }
      : `the file holds no object; ${SHAPE}`;
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    const before = text.slice(0, Number(at)).split("\n");
    return `the file is not JSON${at === undefined ? "" : `: line ${before.length}, column ` + `${(before.at(-1) ?? "").length + 1}`}; ${SHAPE}`;
  }
}

function placeOf(at: number, given: unknown): string {
  const name: unknown = typeof given === "object" && given !== null && "name" in given ? given.name : undefined;
  return typeof name === "string" && accountSchema.shape.name.safeParse(name).success
    ? `accounts[${at}] "${name}"`
    : `accounts[${at}]`;
}

function describeIssues(place: string, given: unknown, issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => unknownField(place, name, FIELD_NAMES));
    const [field, ...within] = issue.path;
    const facts: FieldFacts | undefined = ACCOUNT_FIELDS[String(field) as keyof AccountEntry];
    if (facts === undefined) return [`${place} is no object; ${SHAPE}`];
    const value = issue.path.reduce<unknown>(
      (holder, step) => (holder as Readonly<Record<PropertyKey, unknown>>)[step],
      given,
    );
    if (value === undefined) return [`${place}: ${String(field)} is missing; allowed: ${facts.allowed}`];
    const name = `${String(field)}${within.map((step) => `[${String(step)}]`).join("")}`;
    const shown = facts.secret === true ? "has a value that is not shown here" : `is ${shorten(JSON.stringify(value))}`;
    return [
      `${place}: ${name} ${shown}; allowed: ${facts.allowed}${field === "models" ? meant(value, MODEL_NAMES) : ""}`,
    ];
  });
}

function unknownField(place: string, name: string, allowed: readonly string[]): string {
  return (
    `${place}: there is no field ${shorten(JSON.stringify(name))}; allowed: ` +
    `${allowed.join(", ")}${meant(name, allowed)}`
  );
}

function meant(value: unknown, allowed: readonly string[]): string {
  const near = typeof value === "string" ? nearestName(value, allowed) : undefined;
  return near === undefined ? "" : `; did you mean ${near}?`;
}

const KEY_FIELDS: readonly string[] = ["keyEnv", "keysEnv", "keyFile", "key", "keys"];

/** What is right in an account with faults, so that its keys are looked at too and all faults are told at once. */
function soundPart(given: unknown, issues: readonly z.core.$ZodIssue[]): AccountEntry | undefined {
  const faulty = issues.map(({ path }) => String(path[0]));
  if (typeof given !== "object" || given === null || faulty.some((name) => KEY_FIELDS.includes(name))) return undefined;
  const sound = Object.entries(given).filter(([name]) => FIELD_NAMES.includes(name) && !faulty.includes(name));
  return accountSchema.safeParse({ name: "unnamed", ...Object.fromEntries(sound) }).data;
}

function duplicateNames(accounts: readonly unknown[]): string[] {
  const firstAt = new Map<string, number>();
  return accounts.flatMap((given, at) => {
    const name: unknown = typeof given === "object" && given !== null && "name" in given ? given.name : undefined;
    if (typeof name !== "string") return [];
    const first = firstAt.get(name);
    if (first === undefined) firstAt.set(name, at);
    return first === undefined
      ? []
      : [
          `accounts[${at}]: name is ${shorten(JSON.stringify(name))}, and so is that ` +
            `of accounts[${first}]; allowed: each name once`,
        ];
  });
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
