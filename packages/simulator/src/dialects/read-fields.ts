/** Reads a create body field by field; what was not read by its end was unknown to the dialect. */
export class FieldReader {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  #fault: string | undefined;

  constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body;
  }

  /** The first fault found, in the provider's manner. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** "" counts as not sent. */
  text(name: string): string | undefined {
    const value = this.#take(name);
    if (typeof value === "string") return value === "" ? undefined : value;
    return this.#refuse(name, value, "string");
  }

  integer(name: string): number | undefined {
    const value = this.#take(name);
    return Number.isInteger(value) ? (value as number) : this.#refuse(name, value, "int");
  }

  flag(name: string): boolean | undefined {
    const value = this.#take(name);
    return typeof value === "boolean" ? value : this.#refuse(name, value, "bool");
  }

  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#take(name);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
    return this.#refuse(name, value, "object");
  }

  /** Of any type: the caller judges. */
  any(name: string): unknown {
    return this.#take(name);
  }

  /** `subject_reference`: exactly one subject of type character with exactly one image. */
  subject(name: string): string | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    const subjects: readonly unknown[] = Array.isArray(value) ? value : [];
    const only = subjects.length === 1 ? (subjects[0] as { type?: unknown; image?: unknown } | null) : null;
    const images: readonly unknown[] = only?.type === "character" && Array.isArray(only.image) ? only.image : [];
    const image = images.length === 1 ? images[0] : undefined;
    return typeof image === "string" ? image : this.#refuse(name, value, '[{type:"character",image:[url]}]');
  }

  /** Items of the form `{value: "…"}`; none when not sent. */
  values(name: string): readonly string[] {
    const value = this.#take(name) ?? [];
    const items: readonly unknown[] = Array.isArray(value) ? value : [undefined];
    const texts = items.map((item) =>
      typeof item === "object" && item !== null ? (item as { value?: unknown }).value : undefined,
    );
    if (texts.every((text) => typeof text === "string")) return texts;
    this.#refuse(name, value, '[{value:"…"}]');
    return [];
  }

  unread(): string[] {
    return Object.keys(this.#body).filter((name) => !this.#read.has(name));
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.#body[name] ?? undefined;
  }

  #refuse(name: string, value: unknown, wanted: string): undefined {
    if (value !== undefined) this.#fault ??= `invalid params, ${name} must be ${wanted}, got ${typeof value}`;
    return undefined;
  }
}

/** Leaves out what is undefined: the exact optional fields of a request. */
export function present<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
