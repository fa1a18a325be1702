import { createHash } from "node:crypto";

/**
 * The idempotency key of a purchase that its caller named, or else one made of what is bought: an assistant that calls
 * again because an answer was lost or late gets what it bought, and buys nothing twice.
 */
export function requestKey(kind: "video" | "batch", bought: unknown, named: string | undefined): string {
  if (named !== undefined) return `mcp-${kind}-named-${digest(named)}`;
  return `mcp-${kind}-${digest(JSON.stringify(sorted(bought)))}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The same fields in another order are the same request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}
