/**
 * Node's `code` of a system error, e.g. ENOSPC. Judged by its shape: an error of another realm is no instance of our
 * Error.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
