import fc from "fast-check";

type Schema = Readonly<Record<string, unknown>>;

export interface SchemaValuesOptions {
  /** Schemas that `$ref` names. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Values of fields of which a schema says too little, by the field's name. */
  readonly hints: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

const MOST_INTEGER = 1_000_000;

/**
 * Values that a JSON schema of the document allows. Throws for a keyword that it does not know, so that nothing is left
 * out unseen.
 */
export function schemaValues(schema: Schema, options: SchemaValuesOptions): fc.Arbitrary<unknown> {
  const { $ref: reference, const: only, enum: choices, anyOf, oneOf, allOf, type } = schema;
  if (typeof reference === "string") {
    const name = reference.replace("#/components/schemas/", "");
    return schemaValues(options.schemas[name] ?? fail(`there is no schema ${reference}`), options);
  }
  if ("const" in schema) return fc.constant(only);
  if (Array.isArray(choices)) return fc.constantFrom<unknown>(...choices);
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return fc.oneof(...alternatives.map((each: Schema) => schemaValues(each, options)));
  if (Array.isArray(allOf)) return fail("allOf is not known");
  if (Array.isArray(type)) return fc.oneof(...type.map((each: unknown) => schemaValues({ ...schema, type: each }, options)));
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: numberOf(schema, "minimum", -MOST_INTEGER), max: Math.min(numberOf(schema, "maximum", MOST_INTEGER), 2 ** 31 - 1) });
    case "number":
      return fc.double({
        min: numberOf(schema, "minimum", numberOf(schema, "exclusiveMinimum", -MOST_INTEGER)),
        max: numberOf(schema, "maximum", MOST_INTEGER),
        minExcluded: "exclusiveMinimum" in schema,
        noNaN: true,
      });
    case "string":
      return textsOf(schema);
    case "array":
      return fc.array(schemaValues((schema["items"] as Schema | undefined) ?? {}, options), { maxLength: 4 });
    case "object":
      return objectsOf(schema, options);
    case undefined:
      return fc.jsonValue({ maxDepth: 2 });
    default:
      return fail(`the type ${JSON.stringify(type)} is not known`);
  }
}

function objectsOf({ properties = {}, required = [] }: Schema, options: SchemaValuesOptions): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>).map(
    ([name, schema]) => [name, options.hints[name] ?? schemaValues(schema, options)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: required as string[], noNullPrototype: true });
}

function textsOf(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format } = schema;
  if (typeof pattern === "string") return matching(new RegExp(pattern));
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  return fc.string({ minLength: numberOf(schema, "minLength", 0), maxLength: Math.min(numberOf(schema, "maxLength", 60), 60) });
}

const PLAIN = fc.stringMatching(/^[a-cX-Z019._-]{1,40}$/);

/** fast-check makes no texts for patterns that look ahead: such patterns are held against plain names. */
function matching(pattern: RegExp): fc.Arbitrary<string> {
  return /\(\?[!=<]/.test(pattern.source) ? PLAIN.filter((text) => pattern.test(text)) : fc.stringMatching(pattern);
}

function numberOf(schema: Schema, name: string, otherwise: number): number {
  const value = schema[name];
  return typeof value === "number" ? value : otherwise;
}

function fail(why: string): never {
  throw new Error(`A schema of the document cannot be probed: ${why}`);
}
