/**
 * A text alone is a prompt; a line of an OpenAI batch has its request in `body`, and its method and address mean
 * nothing here.
 */
export function entryOf(value: unknown): unknown {
  if (typeof value === "string") return { prompt: value };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { body, method, url, custom_id: customId, ...rest } = value as Readonly<Record<string, unknown>>;
  const isBatchLine =
    typeof body === "object" &&
    body !== null &&
    !Array.isArray(body) &&
    (method !== undefined || url !== undefined) &&
    Object.keys(rest).length === 0;
  if (!isBatchLine) return value;
  return customId === undefined ? body : { ...body, custom_id: customId };
}
