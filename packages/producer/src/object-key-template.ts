import { InvalidInputError } from "@hailuo-queue/contracts";

/** Name of a video in the storage, unless a template is given (HAILUO_OBJECT_KEY). */
export const DEFAULT_OBJECT_KEY = "{batch}/{custom_id|id}.mp4";

/** What a template's names stand for. */
export interface ObjectKeyValues {
  readonly id: string;
  readonly batch: string;
  readonly custom_id?: string | undefined;
}

const FIELDS = ["id", "batch", "custom_id"] as const;
/** What a template may have and no name has: between two of these stands one name, whose ends are then known. */
const PARTS_NAMES = /[/ @=+]/;

/**
 * Fills a template such as `{batch}/{custom_id|id}.mp4`: `|` takes the first value that is there. The values were made
 * safe as names (see safe-name.ts); the template itself must stay inside the storage: no `..`, no leading `/`, and it
 * must name each generation apart by `{id}`, or by `{batch}` with `{custom_id|id}`: a custom id is unique in its batch
 * only. No two generations get one key from one template: names hold no id (see requirePlainName), and without a plain
 * `{id}` they are parted.
 */
export function compileObjectKey(template: string): (values: ObjectKeyValues) => string {
  // Texts and placeholders in turn.
  const parts = template
    .split(/\{([^{}]*)\}/)
    .map((part, at) => (at % 2 === 0 ? part : part.split("|").map((name) => name.trim())));
  return (values) => {
    let key = "";
    for (const part of parts) key += typeof part === "string" ? part : firstOf(part, values, template);
    return key;
  };
}

function firstOf(names: readonly string[], values: ObjectKeyValues, template: string): string {
  for (const name of names) {
    const value = values[name as keyof ObjectKeyValues];
    if (value !== undefined && value !== "") return value;
  }
  throw badTemplate(template, `{${names.join("|")}} has no value here`);
}

/** @throws InvalidInputError (`bad_object_key_template`) for a template that no key may be made from. */
export function checkObjectKeyTemplate(template: string): void {
  const placeholders = [...template.matchAll(/\{([^{}]*)\}/g)].map((match) =>
    (match[1] ?? "").split("|").map((name) => name.trim()),
  );
  const unknown = placeholders.flat().find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw badTemplate(template, `{${unknown}} is not known; there are {id}, {batch} and {custom_id}`);
  const unnamed = placeholders.map((names) => names.find((name) => name !== "custom_id"));
  const named = placeholders.map(([first]) => first);
  if (!unnamed.includes("id"))
    throw badTemplate(template, "it must contain {id} or {custom_id|id}, or two videos could get one name");
  if (!named.includes("id") && !(named.includes("batch") && named.includes("custom_id"))) {
    throw badTemplate(
      template,
      "with {custom_id} it must contain {batch} or a plain {id} too: the same " +
        "custom_id in two batches would give two videos one name",
    );
  }
  if (!named.includes("id") && betweenNames(template).some((text) => !PARTS_NAMES.test(text))) {
    throw badTemplate(
      template,
      "without a plain {id}, names must be parted by one of / @ = + or a space: batch a-b with " +
        "custom_id c, and batch a with custom_id b-c, would give two videos one name",
    );
  }
  const rest = template.replaceAll(/\{[^{}]*\}/g, "x");
  if (
    !/^[\w .@=+-]+(\/[\w .@=+-]+)*$/.test(rest) ||
    rest.split("/").some((segment) => segment === "." || segment === "..")
  ) {
    throw badTemplate(
      template,
      "outside the braces it may have letters, digits, . _ - @ = + and single slashes, no . or .. folder",
    );
  }
  if (!rest.endsWith(".mp4")) throw badTemplate(template, "it must end with .mp4");
}

/** What stands between a placeholder and the next one. */
function betweenNames(template: string): readonly string[] {
  return template.split(/\{[^{}]*\}/).slice(1, -1);
}

function badTemplate(template: string, reason: string): InvalidInputError {
  return new InvalidInputError(
    "bad_object_key_template",
    `The object key template "${template}" cannot be used: ${reason}.`,
  );
}
