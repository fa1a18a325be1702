/** A field whose type includes undefined becomes an optional one; the others stay as they are. */
type Optional<Fields> = {
  -readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  -readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};

/**
 * The fields that have a value, for `{ ...optional({ cursor }) }`: a field that is undefined is left out, since with
 * exactOptionalPropertyTypes an optional field is absent and never undefined. null, "", 0 and false are values.
 */
export function optional<const Fields extends object>(fields: Fields): Optional<Fields> {
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) present[name] = value;
  }
  return present as Optional<Fields>;
}
