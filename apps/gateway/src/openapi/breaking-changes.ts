type Json = Readonly<Record<string, unknown>>;

/** Where a schema stands: what callers send must go on being taken, and what they read must go on being there. */
type Side = "sent" | "read";

/**
 * What of a released document a later one takes away from its callers, each as a sentence: a path, a method, a
 * parameter, a field or a value that they send or read, a type that differs, and what must be sent that need not be
 * before. What is added breaks nobody: callers ignore fields that they do not know.
 */
export function findBreakingChanges(released: Json, current: Json): readonly string[] {
  const changes: string[] = [];
  const [before, after] = [documentOf(released), documentOf(current)];
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) changes.push(`${name} is gone`);
      else compareOperation(name, { before: operation, after: now });
    }
  }
  return changes;

  function compareOperation(name: string, pair: Pair<Operation>): void {
    compareParameters(name, pair);
    const bodies = { before: pair.before.requestBody?.content ?? {}, after: pair.after.requestBody?.content ?? {} };
    compareContents(`the body of ${name}`, bodies, "sent");
    for (const [status, answer] of Object.entries(pair.before.responses)) {
      const now = pair.after.responses[status];
      if (now === undefined && status.startsWith("2")) changes.push(`${name} answers ${status} no more`);
      if (now === undefined) continue;
      const contents = { before: answerOf(before, answer).content ?? {}, after: answerOf(after, now).content ?? {} };
      compareContents(`the ${status} of ${name}`, contents, "read");
    }
  }

  function compareParameters(name: string, pair: Pair<Operation>): void {
    const find = (list: readonly Parameter[], one: Parameter): Parameter | undefined =>
      list.find((other) => other.name === one.name && other.in === one.in);
    for (const parameter of pair.before.parameters ?? []) {
      const now = find(pair.after.parameters ?? [], parameter);
      const what = `${parameter.in} ${parameter.name} of ${name}`;
      if (now === undefined) changes.push(`${what} is gone`);
      else compareSchemas(what, { before: parameter.schema ?? {}, after: now.schema ?? {} }, "sent");
    }
    for (const parameter of pair.after.parameters ?? [])
      if (parameter.required === true && find(pair.before.parameters ?? [], parameter)?.required !== true)
        changes.push(`${parameter.in} ${parameter.name} of ${name} must be sent now`);
  }

  function compareContents(what: string, pair: Pair<Contents>, side: Side): void {
    for (const [type, { schema = {} }] of Object.entries(pair.before)) {
      const now = pair.after[type];
      if (now === undefined) changes.push(`${what} is ${type} no more`);
      else compareSchemas(what, { before: schema, after: now.schema ?? {} }, side);
    }
  }

  function compareSchemas(what: string, pair: Pair<Json>, side: Side, seen: ReadonlySet<string> = new Set()): void {
    const reference = pair.before["$ref"];
    if (typeof reference === "string" && seen.has(reference)) return;
    const inside = typeof reference === "string" ? new Set([...seen, reference]) : seen;
    const [old, now] = [schemaAt(before, pair.before), schemaAt(after, pair.after)];
    compareTypes(what, { before: typesOf(old), after: typesOf(now) }, side);
    compareValues(what, { before: valuesOf(old), after: valuesOf(now) }, side);
    const [fields, nowFields] = [fieldsOf(old), fieldsOf(now)];
    const isOpen = now["additionalProperties"] !== false && Object.keys(nowFields).length === 0;
    for (const [field, schema] of Object.entries(fields)) {
      const later = nowFields[field];
      if (later !== undefined) compareSchemas(`${field} in ${what}`, { before: schema, after: later }, side, inside);
      else if (!(side === "sent" && isOpen)) changes.push(`${field} in ${what} is gone`);
    }
    const [required, nowRequired] = [requiredOf(old), requiredOf(now)];
    const missing = side === "sent" ? without(nowRequired, required) : without(required, nowRequired);
    for (const field of missing)
      if (side === "sent") changes.push(`${field} in ${what} must be sent now`);
      else if (nowFields[field] !== undefined) changes.push(`${field} in ${what} may be missing now`);
    const [items, nowItems] = [old["items"], now["items"]];
    if (isSchema(items) && isSchema(nowItems))
      compareSchemas(`an item of ${what}`, { before: items, after: nowItems }, side, inside);
  }

  function compareTypes(what: string, pair: Pair<readonly string[]>, side: Side): void {
    const [fewer, more] = side === "sent" ? [pair.after, pair.before] : [pair.before, pair.after];
    // Without a type anything is taken.
    if (fewer.length === 0) return;
    for (const type of more.length === 0 ? ["anything"] : without(more, fewer))
      changes.push(side === "sent" ? `${what} takes ${type} no more` : `${what} may be ${type} now`);
  }

  function compareValues(what: string, pair: Pair<readonly string[] | undefined>, side: Side): void {
    // A value that is new in an answer breaks nobody who was told that there may be more; one that is not sent any more
    // breaks nobody either.
    if (side === "read" || pair.after === undefined) return;
    if (pair.before === undefined) return void changes.push(`${what} takes ${pair.after.join(", ")} only`);
    for (const value of without(pair.before, pair.after)) changes.push(`${what} takes ${value} no more`);
  }
}

interface Pair<Value> {
  readonly before: Value;
  readonly after: Value;
}

type Contents = Readonly<Record<string, { readonly schema?: Json }>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Json;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, Json>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, Json>>;
  };
}

function documentOf(document: Json): Document {
  return document as unknown as Document;
}

function answerOf({ components }: Document, answer: Json): { readonly content?: Contents } {
  const name = nameIn(answer);
  return (components.responses[name] ?? answer) as { readonly content?: Contents };
}

function schemaAt({ components }: Document, schema: Json): Json {
  const name = nameIn(schema);
  return components.schemas[name] ?? schema;
}

/** Of the component that a reference leads to. */
function nameIn({ $ref: reference }: { readonly $ref?: string }): string {
  return reference?.split("/").at(-1) ?? "";
}

function isSchema(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `["null", "string"]`, whether it is written as a list or as alternatives. */
function typesOf(schema: Json): readonly string[] {
  const own = [schema["type"] ?? []].flat().map(String);
  return [...new Set([...own, ...alternativesOf(schema).flatMap(typesOf)])].toSorted();
}

function valuesOf(schema: Json): readonly string[] | undefined {
  const values = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  return Array.isArray(values) ? values.map(String) : undefined;
}

function fieldsOf(schema: Json): Readonly<Record<string, Json>> {
  const own = schema["properties"] as Readonly<Record<string, Json>> | undefined;
  return Object.assign({}, ...alternativesOf(schema).map(fieldsOf), own) as Readonly<Record<string, Json>>;
}

function requiredOf(schema: Json): readonly string[] {
  return (schema["required"] ?? []) as readonly string[];
}

function alternativesOf(schema: Json): readonly Json[] {
  return (schema["anyOf"] ?? schema["oneOf"] ?? []) as readonly Json[];
}

function without(list: readonly string[], others: readonly string[]): readonly string[] {
  return list.filter((one) => !others.includes(one));
}
