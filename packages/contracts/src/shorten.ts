/** A value as one short line for an error message. Of a large value no more is looked at than is shown. */
export function shorten(value: unknown, limit = 60): string {
  const text = beginningOf(value, limit + 1) ?? String(value);
  return text.length <= limit ? text : `${cutText(text, limit - 1)}…`;
}

/** At most so many UTF-16 units from the front; a character is not cut in half. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const isHalf = (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isHalf ? most - 1 : most);
}

/** The whole text where it fits, else as much of it and an ellipsis. */
export function cutWithEllipsis(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, most - 1)}…`;
}

/**
 * The beginning of what JSON.stringify would write: all of it, or at least `most` characters. Undefined for what JSON
 * does not hold.
 */
function beginningOf(value: unknown, most: number): string | undefined {
  if (typeof value === "string") return JSON.stringify(value.length > most ? value.slice(0, most) : value);
  // Of 1e999 JSON would write null.
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return beginningOf((value as { toJSON(): unknown }).toJSON(), most);
  return Array.isArray(value) ? beginningOfArray(value, most) : beginningOfObject(value, most);
}

function beginningOfArray(values: readonly unknown[], most: number): string {
  let text = "[";
  for (const value of values) {
    if (text.length >= most) return text;
    text += `${text === "[" ? "" : ","}${beginningOf(value, most - text.length) ?? "null"}`;
  }
  return `${text}]`;
}

function beginningOfObject(fields: object, most: number): string {
  let text = "{";
  for (const name in fields) {
    if (text.length >= most) return text;
    if (!Object.hasOwn(fields, name)) continue;
    const value = beginningOf((fields as Readonly<Record<string, unknown>>)[name], most - text.length);
    if (value !== undefined) text += `${text === "{" ? "" : ","}${beginningOf(name, most) ?? ""}:${value}`;
  }
  return `${text}}`;
}
